"""Tunnels, connection sharing and bridges on a PC, on the real kernel: told within a moment, over when they are gone.

What a container engine makes for itself is the same kernel's work and must raise nothing.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.deployment import GATEWAY, SEGMENT, UNIT, Deployment, deployment, wait_for
from tests.support.filled_ledger import ADMIN, APPROVER
from tests.support.known_adapters import known_facts
from tests.support.laboratory import Host, Lan, Namespace
from tests.support.own_keeping import OWN_KEEPING
from tests.support.tun_device import tunnel

pytestmark = [pytest.mark.root, pytest.mark.slow, pytest.mark.timeout(300)]

FIRST, SECOND, ADDRESS = "00:00:5e:00:53:01", "00:00:5e:00:53:02", "10.37.12.21"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Deployment, Host]]:
    """One PC with two registered adapters; the second one is plugged into a LAN of its own."""
    with deployment(tmp_path_factory.mktemp("office")) as site, Lan() as other:
        _register(site)
        host = site.lan.host("pc-1", mac=FIRST, address=f"{ADDRESS}/24", gateway=GATEWAY)
        other.plug(host.namespace, "eth1", SECOND)
        host.namespace.run("ip", "link", "set", "eth1", "up")
        site.install("pc-1", host)
        site.settle()
        yield site, host


def _register(site: Deployment) -> None:
    row = {"unit": UNIT, "user": "李明轩", "room": "0312", "terminal_type": "desktop", "hostname": "pc-1"}
    where = {"macs": [FIRST, SECOND], "addresses": [ADDRESS], "segment": SEGMENT}
    made = site.collector.client(ADMIN).post("terminals", row | where)["reg_no"]
    site.collector.reauthenticate(APPROVER)
    site.collector.client(APPROVER).post(f"terminals/{made}/approve", {})


def the_one(site: Deployment, rule: str, **evidence: Any) -> dict[str, Any]:
    """The only alert of that rule, once it says so."""

    def look() -> list[dict[str, Any]]:
        found = site.alerts(rule)
        return found if all(one["evidence"].get(name) == evidence[name] for one in found for name in evidence) else []

    (alert,) = wait_for(look, f"{rule} that says {evidence}")
    return alert


def gone(site: Deployment, rule: str) -> None:
    wait_for(lambda: site.alerts(rule) == [], f"the end of {rule}")


def forward(namespace: Namespace, is_on: bool) -> None:
    namespace.run("sh", "-c", f"echo {int(is_on)} >/proc/sys/net/ipv4/ip_forward")


def translate(namespace: Namespace, rule: str) -> None:
    namespace.run("nft", "add", "table", "ip", "nat")
    namespace.run("nft", "add chain ip nat postrouting { type nat hook postrouting priority srcnat ; }")
    namespace.run("nft", f"add rule ip nat postrouting {rule}")


def test_container_engine_is_quiet(office: tuple[Deployment, Host]) -> None:
    """First, while nothing was raised: forwarding, NAT and a bridge, all among virtual members."""
    site, host = office
    pc = host.namespace
    pc.run("ip", "link", "add", "docker0", "type", "bridge")
    pc.run("ip", "link", "add", "veth1a2b3c4", "type", "veth", "peer", "name", "c-eth0")
    pc.run("ip", "link", "set", "veth1a2b3c4", "master", "docker0", "up")
    pc.run("ip", "link", "set", "docker0", "up")
    pc.run("ip", "address", "add", "172.17.0.1/16", "dev", "docker0")
    forward(pc, is_on=True)
    translate(pc, 'ip saddr 172.17.0.0/16 oifname != "docker0" masquerade')
    seen = {"translation", "forwarding"}
    wait_for(lambda: seen <= {item["type"] for item in known_facts(site.collector.state, "sharing")}, "NAT to be seen")

    assert [alert["rule"] for alert in site.alerts()] == []
    pc.run("nft", "delete", "table", "ip", "nat")
    pc.run("ip", "link", "delete", "docker0")
    pc.run("ip", "link", "delete", "veth1a2b3c4")


def test_second_wire_behind_nat(office: tuple[Deployment, Host]) -> None:
    site, host = office
    pc = host.namespace
    pc.run("ip", "address", "add", "10.99.0.1/24", "dev", "eth1")
    translate(pc, 'oifname "eth0" masquerade')
    alert = the_one(site, "sharing", by="translation")

    assert (alert["severity"], alert["certainty"]) == ("high", "confirmed")
    assert (alert["evidence"]["outside"]["interface"], alert["evidence"]["outside"]["segment"]) == ("eth0", SEGMENT)
    assert (alert["evidence"]["inside"]["interface"], alert["evidence"]["inside"]["addresses"]) == (
        "eth1",
        ["10.99.0.1"],
    )
    shown = site.do("alerts", "show", alert["id"])
    assert "eth1" in shown
    assert "masquerade" in shown
    pc.run("nft", "delete", "table", "ip", "nat")
    gone(site, "sharing")
    forward(pc, is_on=False)
    pc.run("ip", "address", "flush", "dev", "eth1")


def test_two_wires_in_a_bridge(office: tuple[Deployment, Host]) -> None:
    site, host = office
    pc = host.namespace
    pc.run("ip", "link", "add", "br0", "type", "bridge", "stp_state", "0")
    pc.run("ip", "link", "set", "br0", "up")
    pc.run("ip", "link", "set", "eth0", "master", "br0")
    pc.run("ip", "link", "set", "eth1", "master", "br0")
    alert = the_one(site, "sharing", by="bridge")

    assert alert["severity"] == "high"
    assert {alert["evidence"][side]["interface"] for side in ("outside", "inside")} == {"eth0", "eth1"}
    pc.run("ip", "link", "set", "eth1", "nomaster")
    gone(site, "sharing")
    pc.run("ip", "link", "set", "eth0", "nomaster")
    pc.run("ip", "link", "delete", "br0")


@pytest.mark.parametrize("with_ethernet", [False, True], ids=["tun", "tap"])
def test_tunnel_gets_graver_as_it_opens_and_is_over(office: tuple[Deployment, Host], with_ethernet: bool) -> None:
    site, host = office
    pc = host.namespace
    with tunnel(pc, "vpn0", with_ethernet=with_ethernet):
        # A tap without an address is a virtual machine's cable: nothing is said of it.
        alert = None if with_ethernet else the_one(site, "other-way-out", grade="present")
        assert alert is None or (alert["severity"], alert["evidence"]["kind"]) == ("info", "tunnel")
        pc.run("ip", "address", "add", "10.98.0.2/24", "dev", "vpn0")
        pc.run("ip", "link", "set", "vpn0", "up")
        same = the_one(site, "other-way-out", grade="has-address")
        assert (same["id"], same["severity"]) == (alert["id"] if alert else same["id"], "medium")
        pc.run("ip", "route", "add", "default", "dev", "vpn0", "metric", "50")
        assert the_one(site, "other-way-out", grade="carries-route")["severity"] == "high"
    gone(site, "other-way-out")


def test_nothing_else_was_raised(office: tuple[Deployment, Host]) -> None:
    site, _ = office
    raised = {alert["rule"] for alert in site.json("alerts", "--closed")} - OWN_KEEPING
    assert raised <= {"sharing", "other-way-out"}
