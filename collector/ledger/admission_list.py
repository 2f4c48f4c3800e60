"""Which MAC addresses the ledger lets on the wire and which it wants off it: what switches and RADIUS are told (R08).

Allowed is what vouches now, what is approved and has still to show itself, and declared infrastructure. Blocked is
what a person ended or refused, and what expired. Who is neither (an application that runs) stands in no list.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from collector.errors import NotAllowed
from collector.ledger.adapter import AdapterClass
from collector.ledger.life_cycle import VOUCHING, Status
from protocol.address import Address, normal_form
from protocol.mac import MacAddress
from protocol.phrases import say

MOST_LOST = 0.2
"""Share of those allowed last time that may be missing from the next allow-list before a person must insist."""


class ListKind(StrEnum):
    """Stored in admission_export.kind."""

    BLOCK = "block"
    ALLOW = "allow"


class Why(StrEnum):
    """Why an entry stands in its list."""

    ADMITTED = "admitted"
    AWAITED = "approved-awaited"
    """待入网: it must reach the collector once, to be compared with its row."""
    AGENTLESS = "admitted-agentless"
    INFRASTRUCTURE = "infrastructure"
    SUSPENDED = "suspended"
    RETIRED = "retired"
    REJECTED = "rejected"
    EXPIRED = "expired"
    STRANGER = "stranger"


@dataclass(frozen=True, slots=True)
class KnownAdapter:
    """`is_current` is false where the ledger ended it when its terminal went; such a MAC may have moved on."""

    mac: MacAddress
    adapter_class: AdapterClass = AdapterClass.FIXED
    is_current: bool = True


@dataclass(frozen=True, slots=True)
class KnownTerminal:
    """What the lists need of a row: nothing personal. `addresses` are those registered for it statically."""

    reg_no: str
    status: Status
    expires_us: int | None
    agent_expected: bool
    adapters: tuple[KnownAdapter, ...]
    addresses: tuple[Address, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One MAC. `reg_no` empty: no terminal's; `addresses` in normal form, those the terminal has with this one MAC."""

    mac: MacAddress
    why: Why
    reg_no: str = ""
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """Against the list handed out last; `removed` as they stood there."""

    added: tuple[Entry, ...]
    removed: tuple[Entry, ...]
    unchanged: int


_REFUSED = {Status.SUSPENDED: Why.SUSPENDED, Status.RETIRED: Why.RETIRED, Status.REJECTED: Why.REJECTED}


def standing(known: KnownTerminal, now_us: int) -> tuple[ListKind, Why] | None:
    """The list a terminal belongs to and why; None for neither."""
    if known.status in _REFUSED:
        return ListKind.BLOCK, _REFUSED[known.status]
    if known.status not in VOUCHING and known.status is not Status.APPROVED:
        return None
    if known.expires_us is not None and known.expires_us <= now_us:
        return ListKind.BLOCK, Why.EXPIRED
    if known.status is Status.APPROVED:
        return ListKind.ALLOW, Why.AWAITED
    return ListKind.ALLOW, Why.ADMITTED if known.agent_expected else Why.AGENTLESS


def allowed(terminals: Iterable[KnownTerminal], infrastructure: Iterable[MacAddress], now_us: int) -> list[Entry]:
    """By MAC, each once; a terminal's own entry comes before the same MAC as infrastructure."""
    found: dict[MacAddress, Entry] = {}
    for known in terminals:
        match standing(known, now_us):
            case (ListKind.ALLOW, why):
                current = [item for item in known.adapters if item.is_current]
                # With several adapters nobody said which address is whose.
                addresses = tuple(sorted(map(normal_form, known.addresses))) if len(current) == 1 else ()
                for item in current:
                    found.setdefault(item.mac, Entry(item.mac, why, known.reg_no, addresses))
    for mac in infrastructure:
        found.setdefault(mac, Entry(mac, Why.INFRASTRUCTURE))
    return [found[mac] for mac in sorted(found)]


def blocked(
    terminals: Iterable[KnownTerminal],
    strangers: Iterable[MacAddress],
    protected: Mapping[MacAddress, Why],
    now_us: int,
) -> list[Entry]:
    """By MAC, each once. `protected` are the MACs that no list may block, everywhere in the city, and what they are.

    A shared adapter, or one that the ledger ended, is left out where it is protected: it serves somebody else now.
    Raises NotAllowed, naming them, when a terminal that is to be blocked holds a protected MAC of its own.
    """
    found: dict[MacAddress, Entry] = {}
    contradictions = []
    for known in terminals:
        match standing(known, now_us):
            case (ListKind.BLOCK, why):
                for item in known.adapters:
                    if item.mac not in protected:
                        found.setdefault(item.mac, Entry(item.mac, why, known.reg_no))
                    elif item.is_current and item.adapter_class is AdapterClass.FIXED:
                        contradictions.append(f"{item.mac} ({known.reg_no}: {protected[item.mac].value})")
    if contradictions:
        raise NotAllowed(
            "block-list",
            say("it would block what is admitted or infrastructure: {macs}", macs=", ".join(contradictions[:8])),
            "correct those rows or the segment first",
        )
    for mac in strangers:
        if mac not in protected:
            found.setdefault(mac, Entry(mac, Why.STRANGER))
    return [found[mac] for mac in sorted(found)]


def difference(now: Iterable[Entry], before: Iterable[Entry]) -> Difference:
    """By MAC and addresses; that only the reason changed changes nothing on a switch."""
    new, old = {_key(item): item for item in now}, {_key(item): item for item in before}
    return Difference(
        added=tuple(item for key, item in new.items() if key not in old),
        removed=tuple(item for key, item in old.items() if key not in new),
        unchanged=len(new.keys() & old.keys()),
    )


def require_few_lost(now: Iterable[Entry], before: Iterable[Entry]) -> None:
    """Raises NotAllowed when an allow-list leaves out more than MOST_LOST of those that the last one allowed."""
    old, new = {item.mac for item in before}, {item.mac for item in now}
    lost = len(old - new)
    if old and lost > MOST_LOST * len(old):
        raise NotAllowed(
            "allow-list",
            say("it would lock out {lost} of the {count} allowed last time", lost=lost, count=len(old)),
            "look at the difference; if that is meant, use --force",
        )


def _key(entry: Entry) -> tuple[MacAddress, tuple[str, ...]]:
    return entry.mac, entry.addresses
