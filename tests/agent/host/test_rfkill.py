import os
import struct
from pathlib import Path

import pytest
from hypothesis import given, strategies

from agent.host.clock import SystemClock
from agent.host.machine import Host
from agent.host.netlink.sockets import RouteTables
from agent.host.rfkill import MalformedRfkill, RfkillEvent, RfkillSwitch, fold_events, parse_event, switches


@pytest.fixture
def host(tmp_path: Path) -> Host:
    (tmp_path / "class/rfkill").mkdir(parents=True)
    return Host(SystemClock(), RouteTables(), sysfs=tmp_path, dev=tmp_path / "dev")


def add_switch(host: Host, folder_name: str, **attributes: str) -> None:
    folder = host.sysfs / "devices" / folder_name
    folder.mkdir(parents=True)
    for attribute, value in attributes.items():
        (folder / attribute).write_text(value + "\n", encoding="ascii")
    (folder / "device").symlink_to("../../phy0")
    (host.sysfs / "class/rfkill" / folder_name).symlink_to(folder)


def test_event_of_the_kernel() -> None:
    assert parse_event(struct.pack("=IBBBB", 3, 1, 2, 1, 0)) == RfkillEvent(3, "wlan", 2, True, False)


def test_later_kernels_append_and_add_types() -> None:
    assert parse_event(struct.pack("=IBBBBB", 3, 77, 0, 0, 1, 9)).type == "type-77"


@given(strategies.binary(max_size=20))
def test_any_bytes_are_an_event_or_malformed(event: bytes) -> None:
    if len(event) < 8:
        with pytest.raises(MalformedRfkill, match="instead of 8"):
            parse_event(event)
    else:
        assert 0 <= parse_event(event).index < 2**32


def test_a_deleted_switch_is_gone() -> None:
    added = [RfkillEvent(index, "wlan", 0, False, False) for index in (0, 1)]
    changed, deleted = RfkillEvent(1, "wlan", 2, True, False), RfkillEvent(0, "wlan", 1, False, False)

    assert fold_events([*added, changed, deleted]) == {1: changed}


def test_blocked_radio_by_sysfs_alone(host: Host) -> None:
    add_switch(host, "rfkill0", name="phy0", type="wlan", soft="1", hard="0")

    assert switches(host) == (RfkillSwitch(0, "phy0", "wlan", True, False, "../../phy0"),)


def test_dangling_link_is_kept(host: Host) -> None:
    (host.sysfs / "class/rfkill/rfkill0").symlink_to("../../devices/gone/rfkill0")

    assert switches(host) == (
        RfkillSwitch(0, None, "unknown", False, False, "../../devices/gone/rfkill0", is_dangling=True),
    )


def test_device_knows_the_switch_of_a_radio_in_another_namespace(host: Host) -> None:
    (host.sysfs / "class/rfkill/rfkill0").symlink_to("../../devices/gone/rfkill0")
    host.dev.mkdir()
    (host.dev / "rfkill").write_bytes(struct.pack("=IBBBB", 0, 1, 0, 1, 1))

    gone = "../../devices/gone/rfkill0"
    assert switches(host) == (RfkillSwitch(0, None, "wlan", True, True, gone, is_dangling=True),)


def test_kernel_without_rfkill_has_no_switch(tmp_path: Path) -> None:
    assert switches(Host(SystemClock(), RouteTables(), sysfs=tmp_path, dev=tmp_path)) == ()


def test_switches_of_this_machine() -> None:
    if not os.path.exists("/sys/class/rfkill"):
        pytest.skip("this kernel has no rfkill (no /sys/class/rfkill)")
    found = switches(Host(SystemClock(), RouteTables()))

    assert {f"rfkill{switch.index}" for switch in found} >= set(os.listdir("/sys/class/rfkill"))
