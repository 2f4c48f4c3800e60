"""Command lines as the programs of Debian 12 are started with, by hand and by those who start them."""

from dataclasses import replace
from ipaddress import ip_address
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.host.machine import Host
from agent.network_services import options, read_services, settings_in
from protocol.observations import SharingService
from tests.support.captured_host import CapturedTables, host_of, lay_out
from tests.support.process_table import process

INTERFACES = ("eth0", "wlan0", "virbr0", "lo")
NM_SHARED = (
    "--conf-file=/dev/null", "--no-hosts", "--keep-in-foreground", "--bind-interfaces", "--except-interface=lo",
    "--clear-on-reload", "--strict-order", "--listen-address=10.42.0.1", "--dhcp-range=10.42.0.10,10.42.0.254,60m",
    "--dhcp-leasefile=/var/lib/NetworkManager/dnsmasq-wlan0.leases", "--pid-file=/run/nm-dnsmasq-wlan0.pid",
    "--conf-dir=/etc/NetworkManager/dnsmasq-shared.d",
)  # fmt: skip
NM_RESOLVER = (
    "--no-resolv", "--keep-in-foreground", "--no-hosts", "--bind-interfaces",
    "--pid-file=/run/NetworkManager/dnsmasq.pid", "--listen-address=127.0.0.1", "--cache-size=400",
    "--enable-dbus=org.freedesktop.NetworkManager.dnsmasq",
)  # fmt: skip
LIBVIRT = (
    "--conf-file=/var/lib/libvirt/dnsmasq/default.conf", "--leasefile-ro",
    "--dhcp-script=/usr/lib/libvirt/libvirt_leaseshelper",
)  # fmt: skip
LXD = ("--keep-in-foreground", "--interface=lxdbr0", "--listen-address=10.8.0.1", "--dhcp-range", "10.8.0.2,10.8.0.99")


def machine(folder: Path, *processes: dict[str, str], files: dict[str, str] | None = None) -> Host:
    merged = process(1, "systemd") | (files or {})
    for one in processes:
        merged |= one
    lay_out(merged, folder)
    return replace(host_of(folder, CapturedTables({})), var=folder / "var")


def services(folder: Path, *processes: dict[str, str], files: dict[str, str] | None = None) -> list[SharingService]:
    return list(read_services(machine(folder, *processes, files=files), INTERFACES)[0])


@pytest.mark.parametrize(
    ("program", "arguments", "service"),
    [
        ("hostapd", ("-B", "-i", "wlan0", "/tmp/ap"), SharingService("hostapd", "access-point", ("wlan0",), (), None)),
        (
            "dnsmasq",
            NM_SHARED,
            SharingService("dnsmasq", "connection-sharing", ("wlan0",), (ip_address("10.42.0.1"),), "NetworkManager"),
        ),
        ("dnsmasq", LXD, SharingService("dnsmasq", "dhcp-server", ("lxdbr0",), (ip_address("10.8.0.1"),), "lxd")),
        ("dnsmasq", (), SharingService("dnsmasq", "name-service", (), (), None)),
        ("dnsmasq", ("-iwlan0",), SharingService("dnsmasq", "name-service", ("wlan0",), (), None)),
        (
            "create_ap",
            ("wlan0", "eth0", "open-net", "a-secret-phrase"),
            SharingService("create_ap", "connection-sharing", ("eth0", "wlan0"), (), None),
        ),
        ("dhcpd", ("-4", "wlan0"), SharingService("dhcpd", "dhcp-server", ("wlan0",), (), None)),
        ("pppd", ("/dev/ttyUSB0", "defaultroute"), SharingService("pppd", "dial-out", (), (), None)),
        ("pppd", ("/dev/ttyS0", "proxyarp"), SharingService("pppd", "dial-in", (), (), None)),
        ("tinyproxy", ("-d",), SharingService("tinyproxy", "proxy", (), (), None)),
    ],
)
def test_what_a_command_line_says(
    tmp_path: Path, program: str, arguments: tuple[str, ...], service: SharingService
) -> None:
    assert services(tmp_path, process(40, program, *arguments)) == [service]


def test_a_resolver_for_this_pc_alone_hands_nothing_out(tmp_path: Path) -> None:
    assert services(tmp_path, process(40, "dnsmasq", *NM_RESOLVER)) == []


def test_libvirt_starts_two_and_keeps_its_settings_in_a_file(tmp_path: Path) -> None:
    settings = "# libvirt\nstrict-order\ninterface=virbr0\ndhcp-range=192.168.122.2,192.168.122.254,255.255.255.0\n"
    pair = (process(40, "dnsmasq", *LIBVIRT), process(41, "dnsmasq", *LIBVIRT))

    assert services(tmp_path, *pair, files={"var/lib/libvirt/dnsmasq/default.conf": settings}) == [
        SharingService("dnsmasq", "dhcp-server", ("virbr0",), (), "libvirt")
    ]


def test_settings_of_the_access_point_and_of_a_folder(tmp_path: Path) -> None:
    files = {
        "etc/hostapd/office.conf": "interface=wlan0\nbridge=br0\nwpa_passphrase=never said\n",
        "etc/dnsmasq.d/hotspot": "dhcp-range=10.0.9.2,10.0.9.9\nlisten-address=10.0.9.1\ninterface=wlan0 # ours\n",
    }
    found = services(
        tmp_path,
        process(40, "hostapd", "/etc/hostapd/office.conf"),
        process(41, "dnsmasq", "-7", "/etc/dnsmasq.d,.dpkg-dist"),
        files=files,
    )

    assert found == [
        SharingService("hostapd", "access-point", ("br0", "wlan0"), (), None),
        SharingService("dnsmasq", "dhcp-server", ("wlan0",), (ip_address("10.0.9.1"),), None),
    ]


def test_paths_of_a_process_are_followed_to_root_s_settings_only(tmp_path: Path) -> None:
    files = {"etc/hostapd.conf": "interface=secret0\n", "tmp/mine": "interface=mine0\n", "secret": "interface=s1\n"}
    found = services(
        tmp_path, process(40, "hostapd", "/tmp/mine", "/etc/../secret", "/etc/no-such-file", "/etc"), files=files
    )

    assert found == [SharingService("hostapd", "access-point", (), (), None)]


def test_settings_that_may_not_be_read_are_said(tmp_path: Path) -> None:
    host = machine(tmp_path, process(40, "hostapd", "/etc/hostapd.conf"))
    # A file that is there and refuses to be read, also to root.
    (tmp_path / "etc/hostapd.conf").symlink_to("/proc/self/mem")
    found, unseen = read_services(host, INTERFACES)

    assert [one.program for one in found] == ["hostapd"]
    assert ["hostapd.conf" in text and "EIO" in text for text in unseen] == [True]


def test_a_container_s_service_is_told_as_such(tmp_path: Path) -> None:
    assert services(tmp_path, process(40, "dnsmasq", "-k", contained=True)) == [
        SharingService("dnsmasq", "name-service", (), (), "container")
    ]


@given(st.lists(st.text(alphabet="-ia=Fx dhcp", max_size=12)))
def test_no_arguments_make_options_fail(arguments: list[str]) -> None:
    found = options(arguments, frozenset({"dhcp", "i"}), {"i": "i", "F": "dhcp"})

    assert set(found) <= {"dhcp", "i"}
    assert sum(map(len, found.values())) <= len(arguments)


@given(st.text())
def test_no_settings_make_it_fail(text: str) -> None:
    assert set(settings_in(text + "\ninterface = wlan0 # ours", frozenset({"interface"}))) == {"interface"}


def test_interfaces_of_another_network_namespace_are_not_ours(tmp_path: Path) -> None:
    host = machine(tmp_path, process(7, "dnsmasq", "--interface=eth0", "--dhcp-range=10.0.0.9,10.0.0.99"))
    for number, pid in enumerate(("self", "7")):
        (tmp_path / "proc" / pid / "ns").mkdir(parents=True)
        (tmp_path / "proc" / pid / "ns/net").symlink_to(f"net:[{number}]")

    assert read_services(host, INTERFACES)[0] == (
        SharingService("dnsmasq", "dhcp-server", (), (), "another network namespace"),
    )
