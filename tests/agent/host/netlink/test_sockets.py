"""The kernel's own answers against those of `ip -j`, in a namespace with what the field's systems get wrong."""

import json
import os
import struct
from collections.abc import Iterator
from ipaddress import ip_address, ip_network
from typing import Any

import pytest

from agent.errors import CouldNotLook, CouldNotOpen
from agent.host.netlink.message import attribute, generic
from agent.host.netlink.nl80211_messages import GENL_ID_CTRL, Network
from agent.host.netlink.sockets import NETLINK_GENERIC, NETLINK_ROUTE, NetlinkSocket, RouteTables, with_network
from agent.host.tables import WirelessInterface
from protocol.mac import MacAddress
from tests.support.inside import inside
from tests.support.laboratory import Namespace

SET_UP = """
link add br0 type bridge
link add veth0 address 02:00:5e:00:53:01 type veth peer name veth1
link set veth1 master br0
link set veth0 up
link set veth1 up
link set br0 up
link add ifb7 type ifb
link property add dev veth0 altname office altname desk-with-a-rather-long-name
address add 10.37.12.21/24 dev veth0 label veth0:1
address add 10.37.12.22 peer 10.99.0.1/32 dev veth0
address add 2001:db8::21/64 dev veth0 nodad
route add default via 10.37.12.1 metric 50
route add default via 10.37.12.2 metric 300
route add default via 10.37.12.3 table 200
route add 10.5.0.0/16 nexthop via 10.37.12.1 nexthop via 10.37.12.2
route add 10.6.0.0/16 via inet6 2001:db8::9
route add blackhole 10.7.0.0/16
neighbour add 10.37.12.1 lladdr 02:00:5e:00:53:ff dev veth0 nud permanent
neighbour add 2001:db8::1 lladdr 02:00:5e:00:53:fe dev veth0 nud stale
"""
MANY_ADDRESSES = (
    "for n in $(seq 0 999); do echo address add 10.200.$((n/250)).$((n%250+1))/32 dev lo; done | ip -batch -"
)
SCOPES = {"global": 0, "site": 200, "link": 253, "host": 254}
STATES = {
    "PERMANENT": 0x80,
    "STALE": 0x04,
    "NOARP": 0x40,
    "REACHABLE": 0x02,
    "DELAY": 0x08,
    "PROBE": 0x10,
    "FAILED": 0x20,
}


@pytest.fixture(scope="module")
def office() -> Iterator[Namespace]:
    with Namespace("tables") as namespace:
        for line in SET_UP.strip().splitlines():
            namespace.run("ip", *line.split())
        yield namespace


def told(namespace: Namespace, *arguments: str) -> list[dict[str, Any]]:
    """What `ip -j` says."""
    found: list[dict[str, Any]] = json.loads(namespace.run("ip", "-j", "-d", "-N", *arguments) or "[]")
    return found


@pytest.mark.root
def test_links_are_those_of_ip(office: Namespace) -> None:
    with inside(office):
        links = RouteTables().links()

    by_name = {link.name: link for link in links}
    referee = told(office, "link")
    assert sorted(by_name) == sorted(entry["ifname"] for entry in referee)
    for entry in referee:
        link = by_name[entry["ifname"]]
        assert link.index == entry["ifindex"]
        assert link.kind == entry.get("linkinfo", {}).get("info_kind")
        assert link.is_up == ("UP" in entry["flags"])
        if entry["link_type"] == "ether":
            assert link.mac == MacAddress.parse(entry["address"])
        assert (link.master is not None) == ("master" in entry)
    assert by_name["veth1"].master == by_name["br0"].index
    assert by_name["veth0"].lower is None
    assert by_name["veth0"].other_names == ("office", "desk-with-a-rather-long-name")
    assert by_name["veth0"].carrier is True
    assert by_name["ifb7"].carrier is None


@pytest.mark.root
def test_addresses_are_those_of_ip(office: Namespace) -> None:
    with inside(office):
        addresses = RouteTables().addresses()

    referee = {
        (entry["ifindex"], ip_address(one["local"]), one["prefixlen"], SCOPES.get(one["scope"], one["scope"]))
        for entry in told(office, "address")
        for one in entry["addr_info"]
    }
    ours = {(one.index, one.address, one.prefix_length, one.scope) for one in addresses}
    assert {(*found[:3], int(found[3])) for found in referee} == ours
    assert ip_address("10.37.12.22") in {one.address for one in addresses}


@pytest.mark.root
@pytest.mark.parametrize("family", ["-4", "-6"])
def test_routes_are_those_of_ip(office: Namespace, family: str) -> None:
    with inside(office):
        routes = RouteTables().routes()

    referee = set()
    for entry in told(office, family, "route", "show", "table", "all"):
        everywhere = "0.0.0.0/0" if family == "-4" else "::/0"
        destination = ip_network(everywhere if entry["dst"] in ("default", "0/0") else entry["dst"])
        for hop in entry.get("nexthops", [entry]):
            gateway = hop.get("gateway") or hop.get("via", {}).get("host")
            table = int(
                {"main": 254, "local": 255, "default": 253}.get(entry.get("table", "254"), entry.get("table", 254))
            )
            referee.add((destination, gateway and ip_address(gateway), entry.get("metric", 0), table))
    version = 4 if family == "-4" else 6
    ours = {
        (one.destination, one.gateway, one.metric, one.table) for one in routes if one.destination.version == version
    }
    assert ours == referee


@pytest.mark.root
def test_policy_table_and_metrics_keep_default_routes_apart(office: Namespace) -> None:
    with inside(office):
        routes = RouteTables().routes()

    defaults = {(str(one.gateway), one.metric, one.table) for one in routes if str(one.destination) == "0.0.0.0/0"}
    assert defaults == {("10.37.12.1", 50, 254), ("10.37.12.2", 300, 254), ("10.37.12.3", 0, 200)}
    assert len([one for one in routes if str(one.destination) == "10.5.0.0/16"]) == 2
    assert {one.type for one in routes if str(one.destination) == "10.7.0.0/16"} == {6}


@pytest.mark.root
def test_neighbours_are_those_of_ip(office: Namespace) -> None:
    with inside(office):
        neighbours = RouteTables().neighbours()

    ours = {(str(one.address), one.mac, one.state) for one in neighbours if one.state != 0x40}
    referee = {
        (entry["dst"], MacAddress.parse(entry["lladdr"]) if "lladdr" in entry else None, STATES[entry["state"][0]])
        for entry in told(office, "neighbour")
    }
    assert ours == referee
    assert ("10.37.12.1", MacAddress.parse("02-00-5E-00-53-FF"), 0x80) in ours


@pytest.mark.root
def test_a_thousand_addresses_arrive_whole(office: Namespace) -> None:
    office.run("sh", "-c", MANY_ADDRESSES)

    with inside(office):
        found = RouteTables().addresses()

    assert len({one.address for one in found if str(one.address).startswith("10.200.")}) == 1000


def test_kernel_without_cfg80211_could_not_be_looked_at() -> None:
    if os.path.exists("/sys/class/ieee80211"):
        pytest.skip("this kernel has cfg80211; the refusal shows only where it is not loaded")
    for question in (RouteTables().wiphys, RouteTables().wireless_interfaces, lambda: RouteTables().stations(2)):
        with pytest.raises(CouldNotLook, match="nl80211: family not registered"):
            question()


def test_radios_of_this_machine() -> None:
    if not os.path.exists("/sys/class/ieee80211"):
        pytest.skip("this kernel has no cfg80211 (no /sys/class/ieee80211): nl80211 cannot be asked here")
    assert {wiphy.name for wiphy in RouteTables().wiphys()} >= set(os.listdir("/sys/class/ieee80211"))


def test_refusal_of_the_kernel_is_told() -> None:
    by_unknown_id = generic(3) + attribute(1, struct.pack("=H", 0xFFFF))

    with NetlinkSocket(NETLINK_GENERIC) as generic_socket, pytest.raises(CouldNotLook, match=r"ENOENT|EOPNOTSUPP"):
        generic_socket.dump(0x7FF, by_unknown_id, "nonsense")
    with NetlinkSocket(NETLINK_GENERIC) as generic_socket:
        assert generic_socket.dump(GENL_ID_CTRL, generic(3), "families")


def test_messages_of_other_processes_are_not_believed() -> None:
    with NetlinkSocket(NETLINK_ROUTE) as victim, NetlinkSocket(NETLINK_ROUTE) as forger:
        port = victim.socket.getsockname()[0]
        forged = struct.pack("=IHHII", 16, 3, 0, 1, 0)
        try:
            forger.socket.sendto(forged, (port, 0))
        except OSError:
            pytest.skip("this user may not send netlink messages to another process")

        assert len(victim.dump(18, struct.pack("=BxHiII", 0, 0, 0, 0, 0), "links")) >= 1


def test_unknown_protocol_could_not_be_opened() -> None:
    with pytest.raises(CouldNotOpen, match="netlink protocol 31"):
        NetlinkSocket(31)


def test_network_joined_completes_what_the_interface_says() -> None:
    interface = WirelessInterface(0, 5, "wlan0", "station", None, None, None, None)
    network = Network(MacAddress(b"\2\0\0\0\0\1"), "Lab1", 2412)

    found = with_network(interface, network)

    assert (found.ssid, found.bssid, found.frequency_mhz) == ("Lab1", network.bssid, 2412)
    assert with_network(interface, None) is interface
