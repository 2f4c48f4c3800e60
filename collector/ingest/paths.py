"""The way an agent's beats come, gathered for the rule about private routers."""

from collections.abc import Mapping

from collector.presence.home_makers import is_home_maker
from collector.presence.interval import DAY_US, MINUTE_US
from collector.presence.private_router import Holder, Path
from collector.presence.subject import SegmentView
from collector.rules.facts import AgentFacts
from collector.store import alerts, paths, terminals
from collector.store.transaction import Transaction
from collector.store.vendor_names import VendorNames
from protocol.address import Address, normal_form, parse_address
from protocol.mac import MacAddress
from protocol.observations import Attachment, Route

_RULE = "private-router"
_ALIVE_US = 10 * MINUTE_US
"""Beats of a minute's interval that stop are no company any more after this."""


def path_of(
    tx: Transaction, facts: AgentFacts, segments: Mapping[str, SegmentView], vendors: VendorNames
) -> Path | None:
    """None: the source of its beats is not known."""
    connection, agent_id = tx.connection, facts.agent.id
    source = paths.source_of(connection, agent_id)
    if source is None:
        return None
    alive_since_us = tx.now_us - _ALIVE_US
    attached = [segment for _, segment in facts.attached]
    peers, differing = paths.peers(connection, attached[0].id, agent_id, alive_since_us) if attached else (0, 0)
    gateway = _unlisted_gateway(facts)
    return Path(
        source=source,
        own=paths.claimed(connection, agent_id) | {item.address for item in facts.addresses},
        own_macs=_own_macs(facts),
        is_attached=bool(attached),
        holder=_holder(tx, source, segments, vendors),
        others_behind=paths.behind(connection, source, agent_id, alive_since_us),
        peers=peers,
        peers_differing=differing,
        gateway=gateway.gateway if gateway else None,
        gateway_maker=_home_maker(vendors, gateway.gateway_mac) if gateway else None,
        zones=_zones(facts),
        is_self_served=gateway is not None and _serves(facts, gateway),
        over=tuple(_over(tx, agent_id, source, alive_since_us)),
    )


def _own_macs(facts: AgentFacts) -> frozenset[MacAddress]:
    shown = {mac for item in facts.adapters for mac in (item.mac, item.permanent_mac) if mac is not None}
    return frozenset(shown | (facts.terminal.macs if facts.terminal else frozenset()))


def _holder(
    tx: Transaction, source: Address, segments: Mapping[str, SegmentView], vendors: VendorNames
) -> Holder | None:
    held = paths.holder(tx.connection, source)
    segment = segments.get(held.segment_id) if held else None
    if held is None or segment is None:
        return None
    # A gateway of the segment that translates is declared, and the site's own.
    if held.mac in segment.gateway_macs | segment.infrastructure_macs or source in segment.gateways:
        return None
    owners = terminals.holder_of_mac(tx.connection, held.mac)
    return Holder(
        segment_id=segment.id,
        segment=segment.name,
        unit_id=segment.unit_id,
        mac=held.mac,
        maker=_home_maker(vendors, held.mac),
        terminal=next((owner.value.reg_no for _, owner in owners), None),
        names=paths.names_of(tx.connection, held, tx.now_us - DAY_US),
        macs_on_port=paths.macs_on_port(tx.connection, held),
    )


def _home_maker(vendors: VendorNames, mac: MacAddress | None) -> str | None:
    maker = vendors.of_mac(mac) if mac is not None else None
    return maker if is_home_maker(maker) else None


def _unlisted_gateway(facts: AgentFacts) -> Route | None:
    """A default route's next hop that no segment the PC is on declares."""
    listed = {address for _, segment in facts.attached for address in segment.gateways}
    macs = {mac for _, segment in facts.attached for mac in segment.gateway_macs | segment.infrastructure_macs}
    own = {adapter_id for adapter_id, _ in facts.attached}
    for route in facts.routes:
        is_default = route.destination.prefixlen == 0 and route.gateway is not None and route.adapter in own
        if is_default and route.gateway not in listed and route.gateway_mac not in macs:
            return route
    return None


def _serves(facts: AgentFacts, gateway: Route) -> bool:
    listed = {address for _, segment in facts.attached for address in segment.dhcp_servers}
    servers = {item.dhcp_server for item in facts.of(Attachment) if item.adapter == gateway.adapter}
    return gateway.gateway in servers and gateway.gateway not in listed


def _zones(facts: AgentFacts) -> tuple[str, ...]:
    """Of networks it is in that nobody declared; while elsewhere it says the bare word."""
    attached = {adapter_id for adapter_id, _ in facts.attached}
    declared = [prefix for _, segment in facts.attached for prefix in segment.prefixes]
    of_addresses = {
        facts.zones.zone_of(item.address, declared).value for item in facts.addresses if item.adapter in attached
    }
    return tuple(sorted(of_addresses | {item.zone for item in facts.elsewhere}))


def _over(tx: Transaction, agent_id: str, source: Address, alive_since_us: int) -> list[tuple[str, str | None]]:
    """Alerts that this agent renewed last, for a source that is no longer its, and that nobody else comes from."""
    found: list[tuple[str, str | None]] = []
    for listed in alerts.standing_of_rule(tx.connection, _RULE):
        told = str(listed.alert.evidence.get("source"))
        is_mine = listed.alert.evidence.get("agent") == agent_id and told != normal_form(source)
        if is_mine and not paths.behind(tx.connection, parse_address(told), agent_id, alive_since_us):
            found.append((listed.subject_id, listed.segment_id))
    return found
