"""A captured machine as the collector sees it: its golden report as the facts of a registered PC on its own wire."""

import json
from dataclasses import replace
from ipaddress import ip_network

from collector.presence.subject import SegmentView
from collector.rules.facts import AgentFacts
from protocol.codec import decode_observations
from protocol.identity import AdapterId
from protocol.mac import MacAddress
from protocol.observations import (
    Adapter,
    AdapterKind,
    InterfaceAddress,
    Looked,
    LookOutcome,
    Observation,
    Resolver,
    Route,
    WirelessDevice,
)
from tests.support.captured_host import HOSTS
from tests.support.rule_facts import TERMINAL, pc_facts
from tests.support.scenario import SEGMENT

NETWORK_PROBES = frozenset(
    {"host-identity", "adapters", "wireless", "attached-devices", "addressing", "neighbours", "sharing"}
)


def captured_facts(name: str) -> AgentFacts:
    """The segment it stands on is declared as the machine itself says: prefix, gateway, resolvers.

    These machines were captured for their devices and links; how they are kept (antivirus, passwords …) is not asked.
    """
    text = json.dumps(json.loads((HOSTS / name / "report.json").read_text(encoding="utf-8")), ensure_ascii=False)
    said = decode_observations(b"{}\n" + text.encode())
    looked = [item for item in said if isinstance(item, Looked) and item.probe in NETWORK_PROBES]
    adapters = tuple(item for item in said if isinstance(item, Adapter))
    addresses = tuple(item for item in said if isinstance(item, InterfaceAddress))
    routes = tuple(item for item in said if isinstance(item, Route))
    attached = _attached(adapters, addresses, routes, said)
    return replace(
        pc_facts(),
        said=said,
        terminal=replace(TERMINAL, macs=_macs_of(adapters, attached)),
        adapters=adapters,
        wireless=tuple(item for item in said if isinstance(item, WirelessDevice)),
        addresses=addresses,
        routes=routes,
        attached=attached,
        answered=frozenset(item.probe for item in looked if item.outcome is not LookOutcome.COULD_NOT_LOOK),
        unanswered=tuple(
            (item.probe, item.reason or "") for item in looked if item.outcome is LookOutcome.COULD_NOT_LOOK
        ),
        partly=tuple((item.probe, item.reason) for item in looked if item.outcome is LookOutcome.SEEN and item.reason),
    )


def _macs_of(
    adapters: tuple[Adapter, ...], attached: tuple[tuple[AdapterId, SegmentView], ...]
) -> frozenset[MacAddress]:
    """Whoever registers a PC writes down what its wire shows: that of the link it is attached by, and of no other."""
    ids = {one for one, _ in attached}
    return frozenset(one.mac for one in adapters if one.id in ids and one.mac is not None)


def _attached(
    adapters: tuple[Adapter, ...],
    addresses: tuple[InterfaceAddress, ...],
    routes: tuple[Route, ...],
    said: tuple[Observation, ...],
) -> tuple[tuple[AdapterId, SegmentView], ...]:
    """The first wire with an address, or the bridge or bond it is a part of."""
    wires = [one for one in adapters if one.kind is AdapterKind.WIRED and one.is_up]
    names = {one.name for one in wires} | {one.master for one in wires}
    for item in addresses:
        if item.name in names and item.scope == "global":
            prefix = ip_network((item.address, item.prefix_length), strict=False)
            own = [one.gateway for one in routes if one.adapter == item.adapter and one.gateway is not None]
            asked = [one.address for one in said if isinstance(one, Resolver)]
            segment = replace(
                SEGMENT,
                prefixes=(prefix,),
                gateways=frozenset(own),
                gateway_macs=frozenset(),
                resolvers=frozenset(asked),
            )
            return ((AdapterId(item.adapter), segment),)
    return ()
