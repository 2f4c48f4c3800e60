import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from ipaddress import ip_network
from pathlib import Path

import pytest

from agent.errors import CouldNotLook
from agent.host.clock import SystemClock
from agent.host.machine import Host
from agent.host.netlink.sockets import RouteTables
from agent.privileged.answers import PacketRules
from agent.privileged.nobody import Nobody
from agent.privileged.packet_rules import read_packet_rules
from agent.probes.probe import Looking, Seen
from agent.probes.sharing import SharingProbe
from protocol.observations import Forwarding, SharingService, Translation, TranslationKind
from tests.support.captured_host import CapturedTables, host_of, lay_out
from tests.support.inside import inside
from tests.support.laboratory import Namespace
from tests.support.process_table import process

DOCKER = Translation(
    "ip", "nat", "POSTROUTING", TranslationKind.MASQUERADE, "!docker0", (ip_network("172.17.0.0/16"),), "docker",
    "nftables",
)  # fmt: skip
QUIET = {"proc/sys/net/ipv4/ip_forward": "0\n", "proc/sys/net/ipv4/conf/eth0/forwarding": "0\n"}
SHARING = {
    "proc/sys/net/ipv4/ip_forward": "1\n",
    "proc/sys/net/ipv4/conf/all/forwarding": "1\n",
    "proc/sys/net/ipv4/conf/lo/forwarding": "1\n",
    "proc/sys/net/ipv4/conf/eth0/forwarding": "1\n",
    "proc/sys/net/ipv4/conf/wlan0/forwarding": "0\n",
    "proc/sys/net/ipv6/conf/all/forwarding": "0\n",
    "proc/sys/net/ipv6/conf/eth0.7/forwarding": "1\n",
}


@dataclass
class Told(Nobody):
    """A root helper that answers what it is told."""

    rules: PacketRules

    def packet_rules(self) -> PacketRules:
        return self.rules


class Own(Nobody):
    def packet_rules(self) -> PacketRules:
        return read_packet_rules(Path("/proc/thread-self"))


def host(folder: Path, files: dict[str, str], rules: PacketRules | None = None) -> Host:
    lay_out(process(1, "systemd") | files, folder)
    plain = host_of(folder, CapturedTables({}))
    return plain if rules is None else replace(plain, privileged=Told(rules))


def seen(looking: Looking) -> Seen:
    assert isinstance(looking, Seen)
    return looking


def test_forwarding_of_each_family_and_of_single_interfaces(tmp_path: Path) -> None:
    looking = seen(SharingProbe().look(host(tmp_path, SHARING, PacketRules((), (), None))))

    assert looking == Seen((Forwarding(4, True, ("eth0",)), Forwarding(6, False, ("eth0.7",))))


def test_translations_and_services_stand_beside_it(tmp_path: Path) -> None:
    files = QUIET | process(40, "hostapd", "-i", "wlan0") | {"sys/class/net/wlan0/address": "x"}
    looking = seen(SharingProbe().look(host(tmp_path, files, PacketRules((), (DOCKER,), None))))

    assert looking.observations == (
        Forwarding(4, False, ()),
        DOCKER,
        SharingService("hostapd", "access-point", ("wlan0",), (), None),
    )


def test_a_filter_that_cannot_be_read_is_never_an_empty_one(tmp_path: Path) -> None:
    without = seen(SharingProbe().look(host(tmp_path, QUIET)))
    (tmp_path / "other").mkdir()
    half = seen(SharingProbe().look(host(tmp_path / "other", QUIET, PacketRules((), (), "legacy iptables: EPERM"))))

    assert without.observations == (Forwarding(4, False, ()),)
    assert without.partly == "packet filter: the root helper is not installed"
    assert half.partly == "legacy iptables: EPERM"


def test_hidden_processes_are_said(tmp_path: Path) -> None:
    lay_out(QUIET | process(300, "mingce-agent"), tmp_path)
    machine = replace(host_of(tmp_path, CapturedTables({})), privileged=Told(PacketRules((), (), None)))

    assert "hidepid" in (seen(SharingProbe().look(machine)).partly or "")


def test_of_too_many_interfaces_those_with_a_device_are_said(tmp_path: Path) -> None:
    files = QUIET | {f"proc/sys/net/ipv4/conf/veth{number}/forwarding": "1" for number in range(100)}
    files |= {"proc/sys/net/ipv4/conf/wlan0/forwarding": "1", "sys/class/net/wlan0/device/modalias": "usb:x"}
    (forwarding,) = seen(SharingProbe().look(host(tmp_path, files))).observations

    assert isinstance(forwarding, Forwarding)
    assert (len(forwarding.interfaces), forwarding.interfaces[0]) == (64, "wlan0")


def test_order_is_no_change(tmp_path: Path) -> None:
    one, other = Forwarding(4, True, ()), Forwarding(6, False, ())

    assert SharingProbe().essence((one, other)) == SharingProbe().essence((other, one))


# ---------------------------------------------------------------------- on the real kernel


@pytest.fixture
def office() -> Iterator[Namespace]:
    with Namespace("sharing") as namespace:
        namespace.run("ip", "link", "add", "veth0", "type", "veth", "peer", "name", "veth1")
        yield namespace


def look_in(office: Namespace) -> Seen:
    # /proc/sys/net shows the namespace of whoever asks; the process table is everybody's.
    with inside(office):
        machine = Host(SystemClock(), RouteTables(), privileged=Own())
        return seen(SharingProbe().look(machine))


@pytest.mark.root
def test_a_pc_that_begins_to_route_and_translate(office: Namespace) -> None:
    if shutil.which("nft") is None:
        pytest.skip("the command `nft` is missing (Debian package nftables)")
    assert Forwarding(4, False, ()) in look_in(office).observations
    office.run("sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward")
    office.run("nft", "add table ip shared")
    office.run("nft", "add chain ip shared post { type nat hook postrouting priority 100 ; }")
    office.run("nft", 'add rule ip shared post oifname "veth0" masquerade')
    after = look_in(office)

    assert Forwarding(4, True, ("veth0", "veth1")) in after.observations
    assert [one.out for one in after.observations if isinstance(one, Translation)] == ["veth0"]


@pytest.mark.root
def test_a_real_dnsmasq_is_found_with_its_interface_and_range(office: Namespace, tmp_path: Path) -> None:
    if shutil.which("dnsmasq") is None:
        pytest.skip("the command `dnsmasq` is missing (Debian package dnsmasq-base)")
    office.run("ip", "address", "add", "10.42.7.1/24", "dev", "veth0")
    office.run("ip", "link", "set", "veth0", "up")
    served = (
        "--interface=veth0",
        "--bind-interfaces",
        "--listen-address=10.42.7.1",
        "--dhcp-range=10.42.7.9,10.42.7.19",
    )
    own = (f"--pid-file={tmp_path}/pid", f"--dhcp-leasefile={tmp_path}/leases", "--conf-file=/dev/null", "--user=root")
    office.start(["dnsmasq", "--keep-in-foreground", "--port=0", *served, *own])
    deadline = time.monotonic() + 30
    found: list[SharingService] = []
    # A daemon that only begins has its name before it has its socket.
    while not any(one.interfaces == ("veth0",) and one.does == "dhcp-server" for one in found):
        assert time.monotonic() < deadline, f"dnsmasq was not seen as a DHCP server of veth0: {found}"
        time.sleep(0.05)
        found = [one for one in look_in(office).observations if isinstance(one, SharingService)]


def test_without_a_process_table_the_rest_is_still_told(tmp_path: Path) -> None:
    lay_out(QUIET, tmp_path)
    machine = replace(host_of(tmp_path, CapturedTables({})), procfs=tmp_path / "proc/sys/net/ipv4/ip_forward")
    try:
        looking = SharingProbe().look(machine)
    except CouldNotLook:
        pytest.fail("one part that cannot be read must not hide the others")

    assert isinstance(looking, Seen)
