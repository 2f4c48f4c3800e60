"""What a segment bears besides terminals is learnt as it is heard, and what it is judged by is looked up."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from collector.presence.gateways import GatewaySpeaker, is_disputed, known_macs, speakers
from collector.presence.infrastructure import recognise
from collector.presence.learnt import Learnt, Role
from collector.presence.subject import Admission, AgentStanding, Presence, SegmentView
from collector.rules.facts import AgentFacts, RedirectFacts, ServerFacts
from collector.store import alerts, bindings, infrastructure, terminals
from collector.store.transaction import Transaction
from protocol.address import Address, parse_address
from protocol.mac import MacAddress
from protocol.observations import Route, ServerKind

_UNLISTED_SERVER = "unlisted-dhcp-server"
_MAY_VOUCH = frozenset({Admission.ADMITTED, Admission.APPROVED})


def of_presence(tx: Transaction, presence: Presence) -> list[GatewaySpeaker]:
    """Learns in which roles a MAC is heard; returns what it states to be a gateway of, to be judged."""
    if not _is_declared(presence.segment, presence.mac):
        for one in recognise(presence):
            infrastructure.learn(tx, presence.segment.id, one)
    return list(speakers(presence))


def completed(tx: Transaction, happenings: Iterable[Any]) -> Iterator[Any]:
    """The same happenings, those of servers and routers with what they have to be compared with."""
    for one in happenings:
        if isinstance(one, ServerFacts):
            known = replace(
                one,
                learnt=infrastructure.surroundings(tx.connection, one.segment.id, one.heard.mac),
                servers=infrastructure.servers(tx.connection, one.segment.id),
                speaks_for=_speaks_for(tx, one.segment, one.heard.mac),
                terminal=_reg_no(tx, one.heard.mac),
            )
            _learn_server(tx, known)
            yield known
        elif isinstance(one, RedirectFacts):
            yield replace(one, learnt=infrastructure.surroundings(tx.connection, one.segment.id, one.mac))
        else:
            yield one


def of_agent(tx: Transaction, facts: AgentFacts) -> Iterator[GatewaySpeaker]:
    """Gateways that the agent's own neighbour table names another MAC for: each PC is a sensor of its own way out."""
    segments = dict(facts.attached)
    for route in facts.of(Route):
        segment = segments.get(route.adapter) if route.adapter is not None else None
        address, mac = route.gateway, route.gateway_mac
        if segment is None or mac is None or address is None or address not in segment.gateways:
            continue
        around = infrastructure.surroundings(tx.connection, segment.id, mac)
        known = known_macs(segment, address, around.gateways)
        if known and mac not in known:
            disputed = is_disputed(segment, address, around)
            yield replace(_entry(facts, segment, address, mac, known), is_disputed=disputed)


def vouched_by_routes(tx: Transaction, facts: AgentFacts) -> Iterator[tuple[SegmentView, MacAddress]]:
    """Notes which MACs the PC's own routes lead by; yields those that are vouched for by that now, to be judged anew.

    Only an active agent's, of a terminal that may be on the net: one more enrolment code is no second terminal.
    """
    terminal = facts.terminal
    if facts.agent.standing is not AgentStanding.ACTIVE or terminal is None or terminal.admission not in _MAY_VOUCH:
        return
    segments = dict(facts.attached)
    for route in facts.of(Route):
        segment = segments.get(route.adapter) if route.adapter is not None else None
        address, mac = route.gateway, route.gateway_mac
        if segment is None or mac is None or address is None or segment.gateway_macs:
            continue
        if address not in segment.gateways or _is_declared(segment, mac):
            continue
        if infrastructure.note_route(tx, segment.id, terminal.id, address, mac):
            yield segment, mac


def _entry(
    facts: AgentFacts, segment: SegmentView, address: Address, mac: MacAddress, known: tuple[MacAddress, ...]
) -> GatewaySpeaker:
    return GatewaySpeaker(
        segment=segment,
        address=address,
        mac=mac,
        known=known,
        is_known=False,
        first_us=facts.seen_us,
        last_us=facts.seen_us,
        received_us=facts.received_us,
        witnesses=(f"agent:{facts.agent.id}",),
        heard_in=("neighbour-table",),
        by_agent=True,
    )


def servers_told(tx: Transaction, segments: Iterable[SegmentView]) -> tuple[tuple[tuple[str, Address], str], ...]:
    """DHCP servers that stand as unlisted by what was heard on these segments, with their alerts' dedup keys."""
    found = []
    for segment in segments:
        for listed in alerts.standing_of_rule(tx.connection, _UNLISTED_SERVER, segment.id):
            addresses = listed.alert.evidence.get("addresses")
            texts = addresses if isinstance(addresses, list) else []
            found += [((segment.id, parse_address(str(text))), listed.alert.dedup_key) for text in texts]
    return tuple(found)


def _learn_server(tx: Transaction, facts: ServerFacts) -> None:
    heard, segment = facts.heard, facts.segment
    if heard.address is None or _is_declared(segment, heard.mac):
        return
    if heard.kind is ServerKind.ROUTER:
        role, why = Role.ROUTER, "sends router advertisements"
    elif heard.kind is ServerKind.DHCP4 and heard.address in segment.dhcp_servers:
        is_here = any(heard.address in prefix for prefix in segment.prefixes if prefix.version == heard.address.version)
        role = Role.DHCP_SERVER if is_here else Role.DHCP_RELAY
        why = "answers as a listed DHCP server" if is_here else "passes on what a listed DHCP server answers"
    else:
        return
    seen = Learnt(heard.mac, role, (heard.address,), why, facts.heard_us, facts.heard_us)
    infrastructure.learn(tx, segment.id, seen)


def _is_declared(segment: SegmentView, mac: MacAddress) -> bool:
    return mac in segment.gateway_macs | segment.infrastructure_macs


def _speaks_for(tx: Transaction, segment: SegmentView, mac: MacAddress) -> frozenset[Address]:
    held = bindings.of_mac(tx.connection, segment.id, mac)
    return frozenset(one.pair.address for one in held if one.pair.address is not None and one.is_firm)


def _reg_no(tx: Transaction, mac: MacAddress) -> str | None:
    owners = terminals.holder_of_mac(tx.connection, mac)
    return next((owner.value.reg_no for _, owner in owners), None)
