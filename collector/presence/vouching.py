"""Every address on the wire is vouched for, or it is an alert: the table of design.md section 7 as one function.

Rule 1: who stands in the books but cannot be judged yet (booting, just registered) is waited for, and that is said.
Rule 2: one contradiction is not enough to accuse; a clone needs frames on both sides of a beat that denies them.
"""

from dataclasses import dataclass
from enum import StrEnum

from collector.presence.binding import ANSWERS, CONFIRMING_GAP_US, Binding
from collector.presence.gateways import infrastructure, unvouched_gateway
from collector.presence.infrastructure import recognise
from collector.presence.interval import DAY_US, MINUTE_US, SECOND_US
from collector.presence.learnt import Decision, Learnt, Role
from collector.presence.liveness import BEAT_INTERVAL_US, MISSED_BEATS
from collector.presence.subject import Admission, AgentStanding, ClaimView, Presence, TerminalView
from protocol.address import Address

CLAIM_SLACK_US = MISSED_BEATS * BEAT_INTERVAL_US
"""A claim speaks for the time around its beats, until as many are missing as end a stretch."""
CLOCK_MARGIN_US = 5 * SECOND_US
"""Two frames or beats nearer than this have no order: clocks differ, packets wait."""
_FOR_OTHERS = frozenset({Role.VRRP, Role.HSRP, Role.GLBP, Role.PROXY_ARP})
RESTART_LIMIT_US = 20 * MINUTE_US
"""A PC that comes up again and again without an agent is waited for no longer than this."""


class Standing(StrEnum):
    """The rows of the table, by what they mean."""

    VOUCHED = "vouched"
    CLAIMED_UNAPPROVED = "claimed-unapproved"
    AGENTLESS = "registered-agentless"
    INFRASTRUCTURE = "infrastructure"
    UNAPPROVED_INFRASTRUCTURE = "unapproved-infrastructure"
    """Speaks for others as a router does, and nobody has approved or rejected it yet."""
    AWAITED = "awaited"
    """Registered, its agent not (yet) heard, within the time it is given."""
    CLONED = "mac-clone"
    SILENT = "agent-silent"
    AGENT_MISSING = "agent-missing"
    CONFLICT = "ip-conflict"
    NOT_ADMITTED = "not-admitted"
    RANDOMISED = "randomised-mac"
    UNREGISTERED = "unregistered"


@dataclass(frozen=True, slots=True)
class Verdict:
    """`is_certain`: two independent signs. `since_us`: from when on it holds. `why` is for a person, in English."""

    standing: Standing
    is_certain: bool
    since_us: int
    why: str
    terminal: TerminalView | None = None
    binding: Binding | None = None
    other: Binding | ClaimView | TerminalView | None = None


def judge_mac(presence: Presence) -> Verdict:
    """What the MAC itself is, whatever address it uses."""
    if why := infrastructure(presence):
        return Verdict(Standing.INFRASTRUCTURE, True, presence.first_us, why)
    claim = claim_of_mac(presence)
    if not presence.terminals:
        if claim is None and (learnt := speaks_for_others(presence)) is not None:
            certain = is_seen_twice(presence) and learnt.role is Role.PROXY_ARP
            return Verdict(Standing.UNAPPROVED_INFRASTRUCTURE, certain, presence.first_us, learnt.why)
        if claim is None and (why := unvouched_gateway(presence)) is not None:
            return Verdict(Standing.UNAPPROVED_INFRASTRUCTURE, False, presence.first_us, why)
        return _of_nobody(presence, claim)
    terminal = _claiming_terminal(presence, claim) or _best(presence.terminals)
    if why := _not_admitted(terminal, presence):
        return Verdict(Standing.NOT_ADMITTED, is_seen_twice(presence), presence.first_us, why, terminal)
    if clone := _clone(presence):
        return clone
    verdict = _of_the_books(presence, terminal)
    is_own = claim is not None and claim.standing is AgentStanding.ACTIVE and claim.terminal_id == terminal.id
    is_admitted = terminal.admission is Admission.ADMITTED
    if claim is not None and is_own and is_admitted and verdict.standing is Standing.AWAITED:
        return Verdict(Standing.VOUCHED, True, claim.from_us, "its agent vouches for it", terminal, other=claim)
    return verdict


def speaks_for_others(presence: Presence) -> Learnt | None:
    """The role a MAC was recognised in for which it has one alert, or a proposal, instead of one for each address.

    Not one that a person rejected: that is judged as any other. One that was recognised stays so for a day, whichever
    of its addresses are heard meanwhile; a virtual router's MAC, which anybody may forge, only while it fits.
    """
    if presence.learnt.is_rejected:
        return None
    now = [one for one in recognise(presence) if one.role in _FOR_OTHERS]
    lately = [
        one
        for one in presence.learnt.own
        if one.role is Role.PROXY_ARP and one.decision is Decision.PROPOSED
        if presence.last_us - one.last_us < DAY_US
    ]
    return next(iter([*now, *lately]), None)


def claim_of_mac(presence: Presence) -> ClaimView | None:
    """The newest claim of this MAC on this segment that speaks for when it was last heard.

    An approved agent's: whoever holds an enrolment code may claim anything, and must not make a stranger less grave.
    """
    fitting = [
        claim
        for claim in presence.claims
        if claim.mac == presence.mac
        and claim.segment_id == presence.segment.id
        and claim.standing is AgentStanding.ACTIVE
        and _covers(claim, presence.last_us)
    ]
    return max(fitting, key=lambda claim: claim.last_us, default=None)


def _covers(claim: ClaimView, moment_us: int) -> bool:
    return claim.from_us - CLAIM_SLACK_US <= moment_us <= claim.last_us + CLAIM_SLACK_US


def _of_nobody(presence: Presence, claim: ClaimView | None) -> Verdict:
    certain = is_seen_twice(presence)
    if claim is not None:
        why = "an agent vouches for it, but it is not registered to that agent's terminal"
        return Verdict(Standing.CLAIMED_UNAPPROVED, certain, presence.first_us, why, other=claim)
    if presence.mac.is_locally_administered:
        why = "locally administered MAC: randomised, virtual or set by hand"
        return Verdict(Standing.RANDOMISED, certain, presence.first_us, why)
    return Verdict(Standing.UNREGISTERED, certain, presence.first_us, "registered to nobody, vouched for by nobody")


def is_seen_twice(presence: Presence) -> bool:
    """A single frame can be forged; another witness or a later frame of the same MAC is a second sign.

    A broadcast is heard by every witness at once: amid a crowd of strangers that is one sign, as for one witness.
    """
    spread = max(item.last_us for item in presence.bindings) - min(item.first_us for item in presence.bindings)
    if spread >= CONFIRMING_GAP_US or presence.is_crowded:
        return spread >= CONFIRMING_GAP_US
    return len(presence.witnesses) > 1 or any(item.confirmed_us for item in presence.bindings)


def _best(terminals: tuple[TerminalView, ...]) -> TerminalView:
    """A shared dongle has several terminals; an admitted one, whose agent lives, is the one to ask."""
    return max(terminals, key=lambda one: (one.admission is Admission.ADMITTED, _last_beat(one), one.id))


def _claiming_terminal(presence: Presence, claim: ClaimView | None) -> TerminalView | None:
    return next((one for one in presence.terminals if claim is not None and claim.terminal_id == one.id), None)


def _last_beat(terminal: TerminalView) -> int:
    return (terminal.agent.last_beat_us or 0) if terminal.agent else 0


def _not_admitted(terminal: TerminalView, presence: Presence) -> str | None:
    if terminal.admission is Admission.NOT_ADMITTED:
        return f"its row in the ledger is {terminal.status}"
    if terminal.expires_us is not None and terminal.expires_us <= presence.last_us:
        return "its admission has expired"
    if terminal.domain and presence.segment.domain and terminal.domain != presence.segment.domain:
        return f"admitted to {terminal.domain}, heard in {presence.segment.domain}"
    return None


def _of_the_books(presence: Presence, terminal: TerminalView) -> Verdict:
    if terminal.agent is None or terminal.agent.standing is not AgentStanding.ACTIVE:
        return _without_agent(presence, terminal)
    return _with_silent_agent(presence, terminal, terminal.agent.last_beat_us or 0)


def _without_agent(presence: Presence, terminal: TerminalView) -> Verdict:
    if terminal.admission is Admission.EXPECTED:
        return Verdict(Standing.AWAITED, True, presence.first_us, "its approval waits for a person", terminal)
    if not terminal.agent_expected and terminal.admission is Admission.APPROVED:
        return Verdict(Standing.AWAITED, True, presence.first_us, "approved, not admitted to the net yet", terminal)
    if not terminal.agent_expected:
        return Verdict(Standing.AGENTLESS, True, presence.first_us, "registered, needs no agent", terminal)
    if terminal.agent is not None:
        return Verdict(Standing.AWAITED, True, presence.first_us, "its enrolment waits for a person", terminal)
    since_us = max(min(_came_back_us(presence), _session_us(presence, 0) + RESTART_LIMIT_US), terminal.registered_us)
    if _heard_on_wire_us(presence) - since_us < presence.segment.silent_grace_us:
        return Verdict(Standing.AWAITED, True, since_us, "registered, its agent is still to be installed", terminal)
    return Verdict(Standing.AGENT_MISSING, is_seen_twice(presence), since_us, "no agent ever enrolled", terminal)


def _with_silent_agent(presence: Presence, terminal: TerminalView, last_beat_us: int) -> Verdict:
    """Grace runs from the last beat, from when the MAC came back, and from when the watchers were heard again."""
    grace_us = presence.segment.silent_grace_us
    back_us = _came_back_us(presence)
    least_us = max(last_beat_us, presence.watched_since_us or 0)
    since_us = max(least_us, min(back_us, _session_us(presence, last_beat_us) + RESTART_LIMIT_US))
    heard_us = _heard_on_wire_us(presence)
    if heard_us - since_us < grace_us or not presence.on_the_wire or _is_old(presence, heard_us):
        return Verdict(Standing.AWAITED, True, since_us, "its agent has not missed its time yet", terminal)
    # Half the grace again, and frames a sleeping PC's network card does not send by itself.
    certain = heard_us - max(least_us, back_us) >= grace_us + grace_us // 2 and asks_after_grace(presence, since_us)
    return Verdict(Standing.SILENT, certain, since_us, "heard on the wire while its agent is silent", terminal)


def asks_after_grace(presence: Presence, since_us: int) -> bool:
    """Heard, after the grace, in other frames than answers: a sleeping PC's network card only answers."""
    grace_us = presence.segment.silent_grace_us
    return any(item.how not in ANSWERS for item in presence.on_the_wire if item.last_us - since_us >= grace_us)


def _is_old(presence: Presence, heard_us: int) -> bool:
    """Beats are not kept for later: evidence from the past cannot tell whether an agent was silent then."""
    return (presence.received_us or presence.now_us) - heard_us > BEAT_INTERVAL_US


def _heard_on_wire_us(presence: Presence) -> int:
    return max((item.last_us for item in presence.on_the_wire), default=0)


def _came_back_us(presence: Presence) -> int:
    """The MAC's first frame after its last pause."""
    return max((item.resumed_us for item in _live(presence)), default=presence.now_us)


def _session_us(presence: Presence, last_beat_us: int) -> int:
    """Since when it is here with pauses only; what answers and does not ask may be the card of a PC that is off."""
    asking = [item for item in _live(presence) if item.how not in ANSWERS]
    began = [presence.now_us if item.asking_us is None else item.asking_us for item in asking]
    return max(min(began, default=presence.now_us), last_beat_us)


def _live(presence: Presence) -> list[Binding]:
    return [item for item in presence.on_the_wire if item.is_open] or list(presence.on_the_wire)


def _clone(presence: Presence) -> Verdict | None:
    """Its agent, alive, denies an address this MAC uses here, or lives elsewhere: frames before and after that."""
    agents = {
        one.agent_id for one in presence.claims if one.mac == presence.mac and one.standing is AgentStanding.ACTIVE
    }
    for agent_id in sorted(agents):
        said = [one for one in presence.claims if one.agent_id == agent_id and one.mac == presence.mac]
        beat_us = max(one.last_us for one in said)
        newest = [one for one in said if one.last_us == beat_us]
        for binding in presence.on_the_wire:
            if binding.is_firm and not _admits(agent_id, newest, presence, binding) and _surrounds(binding, newest):
                why = "the agent that owns this MAC does not use this address here"
                return Verdict(Standing.CLONED, True, binding.first_us, why, None, binding, newest[0])
    return None


def _admits(agent_id: str, newest: list[ClaimView], presence: Presence, binding: Binding) -> bool:
    """Linux answers ARP for any of its addresses on any adapter: what the agent claims elsewhere counts too."""
    address = binding.pair.address
    if address is not None and any(one.agent_id == agent_id and one.address == address for one in presence.claims):
        return True
    here = any(one.segment_id == presence.segment.id for one in newest)
    return here and (address is None or is_link_local(address))


def is_link_local(address: Address) -> bool:
    return address.is_link_local or address.is_unspecified


def _surrounds(binding: Binding, denials: list[ClaimView]) -> bool:
    """Heard well before a beat and well after it: no hand-over, no expiring address, explains both.

    A claim stands for beats all along it; asked of the newest beat alone, an agent that beats often is never believed.
    """
    return any(
        max(one.from_us, binding.first_us + BEAT_INTERVAL_US) <= min(one.last_us, binding.last_us - CLOCK_MARGIN_US)
        for one in denials
    )
