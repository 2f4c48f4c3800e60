"""What somebody had at a time: the values of the answer, and how custody and wire are put together. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from collector.presence.interval import Interval
from collector.presence.tracing import SegmentAt


class HeldAs(StrEnum):
    """In which of custody's roles."""

    USER = "user"
    OWNER = "owner"
    BOTH = "user-and-owner"


@dataclass(frozen=True, slots=True)
class PersonThen:
    """Who was searched for, as of the end of the asked time. Personal values are to be masked unless allowed (R23)."""

    id: str
    name: str
    department: str | None
    mobile: str | None
    office_phone: str | None
    unit_id: str
    unit_name: str


@dataclass(frozen=True, slots=True)
class HeldAdapter:
    """A MAC that belonged to the terminal in [from_us, to_us); None: still does."""

    mac: str
    adapter_class: str
    from_us: int
    to_us: int | None


@dataclass(frozen=True, slots=True)
class HeldAddress:
    """A MAC with an address on a segment, `stays` times heard or claimed between first and last; empty: none stated."""

    mac: str
    address: str
    segment: SegmentAt
    first_us: int
    last_us: int
    stays: int
    is_claimed: bool
    is_heard: bool


@dataclass(frozen=True, slots=True)
class Holding:
    """A terminal somebody had in [from_us, to_us), cut to the asked time; None: still has."""

    held_as: HeldAs
    from_us: int
    to_us: int | None
    terminal_id: str
    reg_no: str
    hostname: str | None
    terminal_type: str
    status: str
    unit_id: str
    unit_name: str
    building: str | None
    room: str | None
    adapters: tuple[HeldAdapter, ...] = ()
    addresses: tuple[HeldAddress, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonAnswer:
    """Newest holding first; `is_cut`: there was more than an answer may hold, narrow the time."""

    person: PersonThen
    from_us: int
    to_us: int
    holdings: tuple[Holding, ...]
    is_cut: bool = False


def held_as(person_id: str, user_id: str | None, owner_id: str) -> HeldAs:
    """The role of somebody who is at least one of both."""
    if user_id == owner_id:
        return HeldAs.BOTH
    return HeldAs.USER if user_id == person_id else HeldAs.OWNER


def joined_holdings(holdings: Iterable[Holding]) -> list[Holding]:
    """Versions of a custody that follow each other without a gap and say the same are one holding; oldest first."""
    found: list[Holding] = []
    for one in sorted(holdings, key=lambda item: (item.terminal_id, item.from_us)):
        last = found[-1] if found else None
        if last is not None and last.to_us == one.from_us and _said(last) == _said(one):
            found[-1] = replace(one, from_us=last.from_us)
        else:
            found.append(one)
    return found


def _said(one: Holding) -> tuple[str, str, str | None, str | None]:
    return one.terminal_id, one.held_as, one.building, one.room


def within_asked(from_us: int, to_us: int | None, asked_from_us: int, asked_to_us: int) -> Interval | None:
    """The part of [from_us, to_us) within the asked time, whose end counts; None where there is none."""
    begin = max(from_us, asked_from_us)
    end = asked_to_us + 1 if to_us is None else min(to_us, asked_to_us + 1)
    return Interval(begin, end) if begin < end else None
