"""Two MACs and one address: whose it is, by the books, by agents' claims, by who was heard when."""

from collector.presence.binding import QUIET_US, Binding
from collector.presence.gateways import infrastructure
from collector.presence.subject import AgentStanding, Presence, TerminalView
from collector.presence.vouching import (
    CLOCK_MARGIN_US,
    Standing,
    Verdict,
    claim_of_mac,
    is_link_local,
    is_seen_twice,
    speaks_for_others,
)
from protocol.address import Address
from protocol.observations import HeardHow


def judge_addresses(presence: Presence) -> list[Verdict]:
    """IP conflicts: this MAC uses an address that is another's, by the books or by a live agent's claim."""
    if infrastructure(presence) or speaks_for_others(presence) is not None:
        return []
    verdicts = [_conflict(presence, binding) for binding in presence.on_the_wire if binding.is_firm]
    return [verdict for verdict in verdicts if verdict is not None]


def _conflict(presence: Presence, binding: Binding) -> Verdict | None:
    address = binding.pair.address
    if address is None or is_link_local(address):
        return None
    holders = [holder for held, holder in presence.holders if held == address and presence.mac not in holder.macs]
    known = bool(presence.terminals) or claim_of_mac(presence) is not None
    rival = _rival_at_the_same_time(presence, binding)
    if rival is not None and (holders or presence.terminals or _rival_is_vouched(presence, rival)):
        why = "another MAC holds this address at the same time"
        return Verdict(Standing.CONFLICT, True, rival.last_us, why, _first(holders), binding, rival)
    if holders and not known and not _holds_own(presence, address):
        why = "an unregistered MAC uses a registered terminal's address"
        return Verdict(Standing.CONFLICT, is_seen_twice(presence), binding.first_us, why, holders[0], binding)
    return None


def _first(holders: list[TerminalView]) -> TerminalView | None:
    return holders[0] if holders else None


def _holds_own(presence: Presence, address: Address) -> bool:
    """The address is also registered to this very MAC's terminal."""
    return any(held == address and presence.mac in holder.macs for held, holder in presence.holders)


def _rival_at_the_same_time(presence: Presence, binding: Binding) -> Binding | None:
    """A rival heard after this MAC took the address, while this MAC is heard after that again or was just before."""
    rivals = [
        item
        for item in presence.rivals
        if item.pair.address == binding.pair.address
        and item.is_firm
        and item.how is not HeardHow.NEIGHBOUR_TABLE
        and item.first_us + CLOCK_MARGIN_US < binding.last_us
        and binding.first_us + CLOCK_MARGIN_US < item.last_us
        and binding.last_us - item.last_us < QUIET_US
        and not _speaks_for_others(presence, item)
    ]
    return max(rivals, key=lambda item: item.last_us, default=None)


def _speaks_for_others(presence: Presence, rival: Binding) -> bool:
    """Proxy ARP and redundant gateways do by design, and two adapters of one PC for each other."""
    mac = rival.pair.mac
    segment = presence.segment
    if mac in segment.infrastructure_macs or mac in segment.gateway_macs or mac in presence.learnt.answering:
        return True
    return any(mac in terminal.macs for terminal in presence.terminals)


def _rival_is_vouched(presence: Presence, rival: Binding) -> bool:
    return any(
        claim.mac == rival.pair.mac
        and claim.address == rival.pair.address
        and claim.segment_id == rival.pair.segment
        and claim.standing is AgentStanding.ACTIVE
        for claim in presence.claims
    )
