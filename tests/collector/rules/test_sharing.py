from dataclasses import replace
from typing import Any

from collector.rules.finding import Certainty, Severity
from collector.rules.sharing import Sharing
from protocol.identity import AdapterId
from protocol.observations import Adapter, AdapterKind, SharingService, WirelessDevice
from tests.collector.presence.test_sharing import AP, BRIDGE, FORWARDS, SECOND, TUN, nat, on
from tests.support.pc import WIFI, WIRED, default_route, held
from tests.support.rule_facts import TERMINAL, findings, pc_facts, settled
from tests.support.scenario import SEGMENT

LOOKED = frozenset({"adapters", "addressing", "sharing", "wireless"})
DNSMASQ = SharingService("dnsmasq", "dhcp-server", ("wlan0",), (), "NetworkManager")


def facts(
    *adapters: Adapter, wireless: tuple[WirelessDevice, ...] = (), said: tuple[Any, ...] = (), **more: Any
) -> Any:
    return pc_facts(
        *adapters,
        wireless=wireless,
        said=(FORWARDS, *said),
        routes=(default_route(WIRED.id),),
        answered=more.pop("answered", LOOKED),
        **more,
    )


def test_one_verdict_with_all_its_evidence() -> None:
    rule = nat("eth0", "10.42.0.0/24", made_by="NetworkManager")
    addresses = (held(WIRED.id, "10.37.12.21"), held(WIFI.id, "10.42.0.1"))
    (one,) = findings(Sharing().judge(facts(WIRED, WIFI, wireless=(AP,), said=(rule, DNSMASQ), addresses=addresses)))

    assert (one.severity, one.certainty) == (Severity.CRITICAL, Certainty.CONFIRMED)
    assert one.evidence["by"] == "translation"
    assert one.evidence["clients"] == 2
    assert one.evidence["inside"] == {
        "interface": "wlan0",
        "kind": "wifi",
        "segment": None,
        "mode": "ap",
        "ssid": "示例",
        "addresses": ["10.42.0.1"],
    }
    outside = one.evidence["outside"]
    assert isinstance(outside, dict)
    assert (outside["interface"], outside["segment"]) == ("eth0", SEGMENT.name)
    assert one.evidence["translations"] == ["nat/postrouting: masquerade 10.42.0.0/24 -> eth0 (NetworkManager)"]
    assert one.evidence["services"] == ["dnsmasq: dhcp-server @ wlan0"]
    assert one.evidence["forwarding"] == ["IPv4"]


def test_two_wires_are_high_and_a_wireless_side_is_critical() -> None:
    wires = (on(BRIDGE, WIRED), on(BRIDGE, SECOND), BRIDGE)
    (high,) = findings(Sharing().judge(facts(*wires)))
    (critical,) = findings(Sharing().judge(facts(on(BRIDGE, WIRED), on(BRIDGE, WIFI), BRIDGE)))
    (tunnel,) = findings(
        Sharing().judge(facts(WIRED, TUN, said=(nat("eth0", "10.8.0.0/24"),), addresses=(held(TUN.id, "10.8.0.1"),)))
    )

    assert [high.severity, critical.severity, tunnel.severity] == [Severity.HIGH, Severity.CRITICAL, Severity.HIGH]
    assert high.evidence["by"] == "bridge"


def test_nat_that_nobody_could_read_is_said() -> None:
    unread = (("sharing", "address translation: no helper"),)
    shared_to = (held(SECOND.id, "10.42.0.1"),)
    (one,) = findings(Sharing().judge(facts(WIRED, SECOND, addresses=shared_to, partly=unread)))

    assert (one.certainty, one.evidence["not_seen"]) == (Certainty.SUSPECTED, "address translation: no helper")
    assert findings(Sharing().judge(facts(WIRED, SECOND, addresses=shared_to))) == []


def test_registered_veth_is_a_wire_of_this_pc() -> None:
    """A terminal that is a container or a namespace: the ledger knows its adapters by MAC."""
    veth = replace(SECOND, kind=AdapterKind.VIRTUAL, link_kind="veth", bus="virtual")
    bridge = (on(BRIDGE, WIRED), on(BRIDGE, veth), BRIDGE)
    assert veth.mac is not None

    known = replace(TERMINAL, macs=frozenset({veth.mac}))
    assert findings(Sharing().judge(facts(*bridge, terminal=replace(TERMINAL, macs=frozenset())))) == []
    assert len(findings(Sharing().judge(facts(*bridge, terminal=known)))) == 1


def test_what_a_laptop_shares_at_home_is_nobodys_business() -> None:
    away = facts(on(BRIDGE, WIRED), on(BRIDGE, WIFI), BRIDGE, attached=(), answered=frozenset({"adapters"}))

    assert findings(Sharing().judge(away)) == []
    assert [one.but for one in settled(Sharing().judge(away))] == [frozenset()]


def test_forwarding_alone_is_nothing_and_settles_what_was() -> None:
    quiet = facts(WIRED, SECOND, addresses=(held(SECOND.id, "10.9.0.1"),))

    assert findings(Sharing().judge(quiet)) == []
    (over,) = settled(Sharing().judge(quiet))
    assert over.but == frozenset()
    assert settled(Sharing().judge(facts(WIRED, answered=frozenset({"adapters"})))) == []
    still = settled(Sharing().judge(facts(on(BRIDGE, WIRED), on(BRIDGE, SECOND), BRIDGE)))
    assert [one.but for one in still] == [frozenset({AdapterId(SECOND.id)})]
