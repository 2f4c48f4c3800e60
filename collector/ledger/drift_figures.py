"""The figures of 账实核对, each with what it is a share of (domain.md §4.3). No data is None, never 0 %."""

from dataclasses import dataclass, fields
from typing import Self


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole`."""

    part: int
    whole: int

    @property
    def percent(self) -> float | None:
        """One decimal place; None: there is nothing it could be a share of."""
        return None if self.whole == 0 else round(100 * self.part / self.whole, 1)


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of one unit. `admitted`: rows that are on the net by their status; `seen`: those seen lately.

    `named`: with a real name, complete and confirmed; `unnamed`: without a complete one (未实名).
    `strangers`: on the wire, in no ledger; `unseeable`: nobody could have seen them; `compared`: rows of which a field
    could be compared, `agreeing`: all of those fields agree; `expected`: PCs that should have an agent.
    """

    admitted: int = 0
    seen: int = 0
    not_seen: int = 0
    long_offline: int = 0
    zombie: int = 0
    unseeable: int = 0
    strangers: int = 0
    named: int = 0
    unnamed: int = 0
    expected: int = 0
    with_agent: int = 0
    compared: int = 0
    agreeing: int = 0

    def __add__(self, other: Self) -> Self:
        return type(self)(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))

    @property
    def registration(self) -> Share:
        """登记率: of what was found on the wire, how much is registered."""
        return Share(self.seen, self.seen + self.strangers)

    @property
    def real_name(self) -> Share:
        """实名率: of what is registered and on the net, how much has a real name, complete and confirmed."""
        return Share(self.named, self.admitted)

    @property
    def agents(self) -> Share:
        """纳管率: of the PCs that should have an agent, how many have one."""
        return Share(self.with_agent, self.expected)

    @property
    def agreement(self) -> Share:
        """账实相符率: of the rows that could be compared, in how many nothing differs."""
        return Share(self.agreeing, self.compared)
