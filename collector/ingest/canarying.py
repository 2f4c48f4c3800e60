"""Canaries: a marked stranger's way from the frame to the alert, measured with what everybody else goes through.

Rule: what a canary raises is judged like any other finding, then marked, told to nobody and closed at once.
"""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from ipaddress import IPv4Address, IPv4Network

from collector.alerts import lifecycle
from collector.errors import InvalidValue, NotFound
from collector.ingest import orders
from collector.ingest.context import Context
from collector.presence.interval import SECOND_US
from collector.presence.subject import Presence, SegmentView
from collector.presence.sweeping import Able
from collector.rules.engine import judge
from collector.rules.facts import PresenceFacts
from collector.rules.finding import Conclusion, Finding
from collector.store import alerts, canaries, journal, leases, sweeps, terminals
from collector.store.canaries import Canary
from collector.store.orders import Ending, HeldOrder
from collector.store.transaction import Transaction
from protocol.address import normal_form, parse_address
from protocol.mac import MacAddress
from protocol.order import OrderKind
from protocol.phrases import say

MARK = b"\x02MC"
"""The first half of every canary's MAC: locally administered, no manufacturer's."""
LASTS_US = 60 * SECOND_US
CLOCK_SLACK_US = 30 * SECOND_US
"""How far the clock of whoever heard it may be off, as the collector reckons it."""
_HEARD_US = 86_400 * SECOND_US
_MOST_TRIED = 4096


def begin(
    tx: Transaction, context: Context, segment: SegmentView, actor: str, reason: str | None, agent_id: str | None
) -> str:
    """The new canary's id; journalled. Raises InvalidValue or NotFound where nobody can be one there."""
    sensor, over_the_wire = _sensor(tx, segment, agent_id)
    mac = MacAddress(MARK + secrets.token_bytes(3))
    address = _free_address(tx, segment, sensor)
    made = orders.make(
        OrderKind.CANARY, segment.id, sensor, (), 1, LASTS_US, canary=(mac, address), over_the_wire=over_the_wire
    )
    held = orders.order(tx, context, sensor, made, mac=str(mac))
    canaries.add(
        tx,
        Canary(
            held.id,
            segment.id,
            sensor.agent_id,
            str(mac),
            normal_form(address),
            over_the_wire,
            actor,
            reason,
            tx.now_us,
        ),
    )
    journal.append(
        tx,
        actor=actor,
        action="canary-made",
        subject_kind="segment",
        subject_id=segment.id,
        content={"canary": held.id, "agent": sensor.agent_id, "mac": str(mac), "over_the_wire": over_the_wire},
        reason=reason,
    )
    return held.id


def _sensor(tx: Transaction, segment: SegmentView, agent_id: str | None) -> tuple[Able, bool]:
    """On the wire by one that does not watch, so that another one hears it; else a watcher hears its own."""
    able = orders.able(tx.connection, segment.id, tx.now_us)
    there = [one for one in able if any(held.version == 4 for held in one.holds)]
    watching = {one.agent_id for one in leases.in_force(tx.connection, tx.now_us) if one.segment_id == segment.id}
    wanted = [one for one in there if agent_id in (None, one.agent_id)]
    if not wanted:
        raise NotFound(
            say("agent on segment {name!r}", name=segment.name),
            "none that is alive there can be a canary",
            "see `mingce segment explain`",
        )
    ranked = sorted(wanted, key=lambda one: (one.agent_id in watching, one.agent_id))
    if segment.allows_second_mac and watching - {ranked[0].agent_id}:
        return ranked[0], True
    watchers = [one for one in ranked if one.agent_id in watching]
    if not watchers:
        raise InvalidValue(
            say("segment {name!r}", name=segment.name),
            "no second MAC is allowed on a port there, and the agent does not watch it",
            "choose a watcher, or allow a second MAC where the switch's port does",
        )
    return watchers[0], False


def _free_address(tx: Transaction, segment: SegmentView, sensor: Able) -> IPv4Address:
    """One that nobody held for a day, on the sensor's link, from the top; raises InvalidValue."""
    heard = sweeps.heard_since(tx.connection, segment.id, tx.now_us - _HEARD_US)
    taken = {*heard, *segment.gateways, *segment.dhcp_servers, *segment.resolvers}
    for prefix in _links(segment, sensor):
        count = prefix.num_addresses
        for number in range(count - 2, max(0, count - 2 - _MOST_TRIED), -1):
            address = prefix[number]
            if address not in taken and not terminals.holder_of_address(tx.connection, segment.id, address):
                return address
    raise InvalidValue(say("segment {name!r}", name=segment.name), "has no free IPv4 address", "choose another segment")


def _links(segment: SegmentView, sensor: Able) -> list[IPv4Network]:
    fours = [prefix for prefix in segment.prefixes if isinstance(prefix, IPv4Network)]
    return [prefix for prefix in fours if any(held in prefix for held in sensor.holds if held.version == 4)]


def of(tx: Transaction, facts: PresenceFacts) -> Canary | None:
    """The canary a MAC is; a mark alone does not make one, for anybody can set it."""
    presence = facts.presence
    if not presence.mac.octets.startswith(MARK):
        return None
    found = canaries.of_mac(tx.connection, presence.segment.id, str(presence.mac))
    return found if found is not None and _is_its_own(found, presence, tx.now_us) else None


def _is_its_own(found: Canary, presence: Presence, now_us: int) -> bool:
    """Everybody on the wire hears a canary's MAC: whoever takes it for more than the one frame is a stranger."""
    frames = presence.on_the_wire
    over_us = found.made_us + LASTS_US + CLOCK_SLACK_US
    others = {one.pair.address for one in frames} - {parse_address(found.address)}
    return not others and all(one.last_us <= over_us for one in frames) and now_us - found.made_us <= _HEARD_US


def heard(tx: Transaction, context: Context, canary: Canary, facts: PresenceFacts) -> None:
    """Judged, stored, marked and closed; what is heard of it later says nothing more."""
    if canary.stored_us is not None:
        return
    conclusions = judge(context.judge.rules, [facts], tx.now_us)
    raised = context.judge.conclude(tx, _marked(conclusions, canary))
    for one in raised:
        step = lifecycle.settle(one, canaries.OUTCOME, tx.now_us)
        if step is not None and one.id is not None:
            alerts.save(tx, step)
            canaries.mark_alert(tx, one.id)
    stored = {"stored_us": tx.now_us, "ended_us": tx.now_us, "outcome": "alerted"} if raised else {}
    canaries.note(tx, canary.id, heard_us=facts.presence.first_us, **stored)


def _marked(conclusions: Sequence[Conclusion], canary: Canary) -> list[Conclusion]:
    return [
        replace(one, untold=canaries.OUTCOME, evidence=one.evidence | {"canary": canary.id})
        if isinstance(one, Finding)
        else one
        for one in conclusions
    ]


def order_ended(tx: Transaction, one: HeldOrder, ending: Ending, sent_us: int | None) -> None:
    """`sent_us`: when its frame left, on the collector's clock."""
    found = canaries.find(tx.connection, one.segment_id, one.id)
    if found is None:
        return
    canaries.note(tx, found.id, sent_us=sent_us)
    if ending.outcome != "done" and found.outcome is None:
        canaries.note(tx, found.id, ended_us=tx.now_us, outcome="refused", why=ending.why)


def pass_time(tx: Transaction) -> None:
    """One that nobody heard within its time is on record as that."""
    canaries.end_unheard(tx, tx.now_us - LASTS_US)
