"""Events of the real kernel, made in a namespace; Wi-Fi events need a kernel with cfg80211 and are bytes here."""

import os
import select
import shutil
import socket
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.host.netlink import events
from agent.host.netlink.events import EVERYTHING, EventSource, KernelEvents, Wake
from agent.host.netlink.message import MalformedNetlink, request
from agent.host.netlink.nftables_messages import NETLINK_NETFILTER
from tests.support.inside import inside
from tests.support.laboratory import Namespace

PATIENCE_S = 20.0
MANY_ADDRESSES = (
    "for n in $(seq 0 7999); do echo address add 10.200.$((n/250)).$((n%250+1))/32 dev veth0; done | ip -batch -"
)


@pytest.fixture
def office() -> Iterator[Namespace]:
    with Namespace("events") as namespace:
        namespace.run("ip", "link", "add", "veth0", "type", "veth", "peer", "name", "veth1")
        namespace.run("ip", "link", "set", "veth0", "up")
        namespace.run("ip", "link", "set", "veth1", "up")
        yield namespace


def wait_for(heard: KernelEvents, wanted: Wake) -> frozenset[Wake]:
    """Everything woken until `wanted` is among it."""
    woken: frozenset[Wake] = frozenset()
    while wanted not in woken:
        readable, _, _ = select.select(list(heard.filenos()), [], [], PATIENCE_S)
        assert readable, f"{wanted} did not come, only {sorted(woken)}"
        for fileno in readable:
            woken |= heard.read(fileno)
    return woken


def drain(heard: KernelEvents) -> None:
    while readable := select.select(list(heard.filenos()), [], [], 0.2)[0]:
        for fileno in readable:
            heard.read(fileno)


@pytest.mark.root
@pytest.mark.parametrize(
    ("change", "wake"),
    [
        ("link set veth1 down", Wake.LINKS),
        ("link set veth0 address 02:00:5e:00:53:09", Wake.LINKS),
        ("address add 10.37.12.21/24 dev veth0", Wake.ADDRESSES),
        ("address add 2001:db8::21/64 dev veth0", Wake.ADDRESSES),
        ("route add 10.9.0.0/16 dev veth0", Wake.ROUTES),
        ("-6 route add 2001:db8:9::/48 dev veth0", Wake.ROUTES),
        ("neighbour add 10.37.12.1 lladdr 02:00:5e:00:53:ff dev veth0", Wake.NEIGHBOURS),
        ("link add veth8 type veth peer name veth9", Wake.DEVICES),
        ("link delete veth0", Wake.DEVICES),
    ],
)
def test_a_change_wakes_its_question(office: Namespace, change: str, wake: Wake) -> None:
    with inside(office), KernelEvents() as heard:
        drain(heard)
        office.run("ip", *change.split())

        assert wait_for(heard, wake)


@pytest.mark.root
def test_nothing_to_read_wakes_nothing(office: Namespace) -> None:
    with inside(office), KernelEvents() as heard:
        drain(heard)

        assert {heard.read(fileno) for fileno, source in heard.filenos().items() if source != "rfkill"} == {frozenset()}
        assert heard.read(-1) == frozenset()


@pytest.mark.root
def test_overflow_wakes_everything(office: Namespace) -> None:
    with inside(office), KernelEvents() as heard:
        drain(heard)
        office.run("sh", "-c", MANY_ADDRESSES)

        woken = wait_for(heard, Wake.ADDRESSES)
        while heard.overflows == 0 and select.select(list(heard.filenos()), [], [], 0.2)[0]:
            woken |= frozenset().union(*(heard.read(fileno) for fileno in heard.filenos()))

        assert heard.overflows > 0
        assert woken == EVERYTHING


def test_a_source_that_is_not_there_is_missing_with_a_reason(tmp_path: Path) -> None:
    with KernelEvents(dev=tmp_path) as heard:
        assert heard.missing["rfkill"] == "No such file or directory"
        assert EventSource.RFKILL not in heard.filenos().values()
        assert EventSource.ROUTE in heard.filenos().values()


def test_a_source_that_appears_later_is_opened(tmp_path: Path) -> None:
    with KernelEvents(dev=tmp_path) as heard:
        assert not heard.retry_missing()
        os.mkfifo(tmp_path / "rfkill")

        assert heard.retry_missing()
        assert "rfkill" not in heard.missing


def test_radio_switch_wakes_and_its_end_is_survived(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "rfkill")
    with KernelEvents(dev=tmp_path) as heard, (tmp_path / "rfkill").open("wb", buffering=0) as switch:
        switch.write(struct.pack("=IBBBB", 0, 1, 2, 1, 0))
        fileno = next(fileno for fileno, source in heard.filenos().items() if source is EventSource.RFKILL)

        assert heard.read(fileno) == frozenset({Wake.WIRELESS})


def test_missing_wifi_stack_is_said() -> None:
    if os.path.exists("/sys/class/ieee80211"):
        pytest.skip("this kernel has cfg80211; the refusal shows only where it is not loaded")
    with KernelEvents() as heard:
        assert "family not registered" in heard.missing["nl80211"]


def test_wifi_events_of_this_machine() -> None:
    if not os.path.exists("/sys/class/ieee80211"):
        pytest.skip("this kernel has no cfg80211 (no /sys/class/ieee80211): nl80211 sends no events here")
    with KernelEvents() as heard:
        assert EventSource.WIRELESS in heard.filenos().values()


def test_a_datagram_of_nl80211_wakes_wireless() -> None:
    assert events.wakes_of_wireless(request(35, 0, b"\x07\x01\0\0", 0)) == frozenset({Wake.WIRELESS})
    with pytest.raises(MalformedNetlink):
        events.wakes_of_wireless(b"\0")


@pytest.mark.parametrize(
    ("subsystem", "woken"),
    [
        ("net", {Wake.DEVICES, Wake.LINKS}),
        ("ieee80211", {Wake.DEVICES, Wake.WIRELESS}),
        ("rfkill", {Wake.DEVICES, Wake.WIRELESS}),
        ("usb", {Wake.DEVICES}),
        ("pci", {Wake.DEVICES}),
        ("mmc", {Wake.DEVICES}),
        ("sdio", {Wake.DEVICES}),
        ("thunderbolt", {Wake.DEVICES}),
        ("bluetooth", {Wake.DEVICES}),
        ("wwan", {Wake.DEVICES}),
        ("ieee802154", {Wake.DEVICES}),
        ("block", set()),
    ],
)
def test_uevents_wake_by_subsystem(subsystem: str, woken: set[Wake]) -> None:
    datagram = f"add@/devices/x\0ACTION=add\0SUBSYSTEM={subsystem}\0".encode()

    assert events.wakes_of_device(datagram) == woken


def test_route_messages_of_no_interest_wake_nothing() -> None:
    assert events.wakes_of_route(request(200, 0, b"", 0)) == frozenset()


def test_forwarding_and_namespaces_of_others_wake_what_they_concern() -> None:
    assert events.wakes_of_route(request(80, 0, b"", 0)) == frozenset({Wake.FORWARDING})
    assert events.wakes_of_route(request(88, 0, b"", 0)) == frozenset({Wake.LINKS, Wake.WIRELESS})


def test_messages_of_nftables_wake_the_firewall_and_others_of_netfilter_do_not() -> None:
    assert events.wakes_of_firewall(request(10 << 8 | 6, 0, b"", 0)) == frozenset({Wake.FIREWALL})
    assert events.wakes_of_firewall(request(1 << 8, 0, b"", 0)) == frozenset()
    with pytest.raises(MalformedNetlink):
        events.wakes_of_firewall(b"\0")


@pytest.mark.root
@pytest.mark.parametrize("setting", ["ipv4/ip_forward", "ipv4/conf/veth0/forwarding", "ipv6/conf/all/forwarding"])
def test_a_forwarding_setting_wakes_forwarding(office: Namespace, setting: str) -> None:
    with inside(office), KernelEvents() as heard:
        drain(heard)
        office.run("sh", "-c", f"echo 1 > /proc/sys/net/{setting}")

        assert wait_for(heard, Wake.FORWARDING)


@pytest.mark.root
def test_a_rule_of_nftables_wakes_the_firewall(office: Namespace) -> None:
    if shutil.which("nft") is None:
        pytest.skip("the command `nft` is missing (Debian package nftables)")
    with inside(office), KernelEvents() as heard:
        if EventSource.FIREWALL in heard.missing:
            pytest.skip(f"no events of nftables here: {heard.missing[EventSource.FIREWALL]}")
        drain(heard)
        office.run("nft", "add", "table", "ip", "shared")

        assert wait_for(heard, Wake.FIREWALL)


@pytest.mark.root
def test_messages_are_counted_by_what_they_wake(office: Namespace) -> None:
    with inside(office), KernelEvents() as heard:
        drain(heard)
        heard.take_counts()
        office.run("ip", "address", "add", "10.37.12.21/24", "dev", "veth0")
        wait_for(heard, Wake.ADDRESSES)

        assert heard.take_counts()[frozenset({Wake.ADDRESSES})] == 1
        assert heard.take_counts() == {}


def test_a_source_that_fails_is_closed_missing_and_opened_again(tmp_path: Path) -> None:
    with KernelEvents(dev=tmp_path) as heard:
        fileno = next(fileno for fileno, source in heard.filenos().items() if source is EventSource.ROUTE)
        with open(tmp_path / "no socket", "w") as other:
            os.dup2(other.fileno(), fileno)

        assert heard.read(fileno) == EVERYTHING
        assert "socket" in heard.missing[EventSource.ROUTE]
        assert heard.retry_missing()


@pytest.mark.root
def test_a_socket_handed_over_is_heard_without_any_right(office: Namespace) -> None:
    if shutil.which("nft") is None:
        pytest.skip("the command `nft` is missing (Debian package nftables)")
    with inside(office):
        given = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_NETFILTER)
        given.bind((0, 1 << 6))
        with KernelEvents(firewall=given) as heard:
            drain(heard)
            office.run("nft", "add", "table", "ip", "shared")

            assert wait_for(heard, Wake.FIREWALL)
            assert heard.filenos()[given.fileno()] is EventSource.FIREWALL
