"""Every address on the wire now, each with its verdict of design.md section 7. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from collector.presence.binding import Binding, How
from collector.presence.conflicts import judge_addresses
from collector.presence.subject import AgentStanding, ClaimView, Presence, TerminalView
from collector.presence.vouching import Standing, Verdict, judge_mac
from protocol.address import normal_form

UNHEARD = "its agent vouches for it, and nobody else heard it"


@dataclass(frozen=True, slots=True)
class OnWire:
    """One pair. `address` empty: the MAC was heard, and stated none. `how` None and no witnesses: claimed, not heard.

    `since_us`: since when the verdict holds; `first_us`, `last_us`: when it was heard, or claimed, first and last.
    """

    segment_id: str
    mac: str
    address: str
    standing: Standing
    is_certain: bool
    since_us: int
    why: str
    first_us: int
    last_us: int
    how: How | None
    frames: int
    witnesses: tuple[str, ...]
    claimed_by: tuple[str, ...]
    terminal: TerminalView | None


def heard(presence: Presence) -> list[OnWire]:
    """One for each address that the MAC speaks for; one without, where it speaks for none."""
    of_mac = judge_mac(presence)
    conflicts = {one.binding.id: one for one in judge_addresses(presence) if one.binding is not None}
    stated = [item for item in presence.bindings if item.pair.address is not None]
    return [_row(presence, item, conflicts.get(item.id, of_mac)) for item in stated or presence.bindings[-1:]]


def unheard(claim: ClaimView, owners: Iterable[TerminalView]) -> OnWire:
    """An address that an agent signs for while no watcher hears it: nobody watches, or it is quiet."""
    own = next((one for one in owners if one.id == claim.terminal_id), None)
    is_vouched = own is not None and claim.standing is AgentStanding.ACTIVE
    return OnWire(
        segment_id=claim.segment_id,
        mac=str(claim.mac),
        address="" if claim.address is None else normal_form(claim.address),
        standing=Standing.VOUCHED if is_vouched else Standing.CLAIMED_UNAPPROVED,
        is_certain=is_vouched,
        since_us=claim.from_us,
        why=UNHEARD,
        first_us=claim.from_us,
        last_us=claim.last_us,
        how=None,
        frames=0,
        witnesses=(),
        claimed_by=(claim.agent_id,),
        terminal=own,
    )


def _row(presence: Presence, item: Binding, verdict: Verdict) -> OnWire:
    address = item.pair.address
    claims = (
        one
        for one in presence.claims
        if one.to_us is None and (one.mac, one.segment_id) == (presence.mac, presence.segment.id)
    )
    return OnWire(
        segment_id=presence.segment.id,
        mac=str(presence.mac),
        address="" if address is None else normal_form(address),
        standing=verdict.standing,
        is_certain=verdict.is_certain,
        since_us=verdict.since_us,
        why=verdict.why,
        first_us=item.first_us,
        last_us=item.last_us,
        how=item.how,
        frames=item.frames,
        witnesses=tuple(one.name for one in item.witnesses),
        claimed_by=tuple(sorted({one.agent_id for one in claims if one.address in (None, address)})),
        terminal=verdict.terminal,
    )
