"""What no event announced, the slow timer finds; the agent then says that events missed it (agent/witness.py)."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

from agent.host.machine import Host
from agent.host.netlink.events import EVERYTHING
from agent.observer import Observer
from agent.probes.adapters import AdaptersProbe
from agent.probes.attached_devices import AttachedDevicesProbe
from agent.probes.wireless import WirelessProbe
from agent.throttle import Throttle
from tests.support.captured_host import CapturedTables, captured_host, lay_out

PROBES = (AdaptersProbe(), AttachedDevicesProbe(), WirelessProbe())


def tables(host: Host) -> dict[str, Any]:
    return cast(CapturedTables, host.netlink).tables


def rename(host: Host, _: Path) -> None:
    link = tables(host)["links"][1]
    link["name"] = "office0"
    shutil.move(host.sysfs / "class/net/eno1", host.sysfs / "class/net/office0")


def switch_on(host: Host, root: Path) -> None:
    (root / "sys/devices/pci0000:00/0000:00:14.3/ieee80211/phy0/rfkill0/soft").write_text("0\n", encoding="ascii")


def become_a_hotspot(host: Host, _: Path) -> None:
    tables(host)["wireless_interfaces"][1]["iftype"] = "ap"


def hide(host: Host, root: Path) -> None:
    """`iw phy phy0 set netns`: nl80211, netdev and sysfs lose it, the link of its switch stays."""
    names = tables(host)
    names["wiphys"], names["wireless_interfaces"] = [], []
    names["links"] = [row for row in names["links"] if row["name"] != "wlp0s20f3"]
    shutil.rmtree(root / "sys/devices/pci0000:00/0000:00:14.3/ieee80211")
    (root / "sys/class/ieee80211/phy0").unlink()
    (root / "sys/class/net/wlp0s20f3").unlink()


def plug_in(_: Host, root: Path) -> None:
    owner = "sys/devices/pci0000:00/0000:00:14.0/usb1/1-7"
    lay_out(
        {
            "sys/bus/usb/devices/1-7": {"link": f"../../../{owner.removeprefix('sys/')}"},
            f"{owner}/uevent": "PRODUCT=bda/8179/100\nTYPE=0/0/0",
            f"{owner}/product": "802.11n NIC",
        },
        root,
    )


@pytest.mark.parametrize(
    ("change", "missed"),
    [
        (rename, {"adapters"}),
        (switch_on, {"wireless"}),
        (become_a_hotspot, {"wireless"}),
        (hide, {"adapters", "attached-devices", "wireless"}),
        (plug_in, {"attached-devices", "wireless"}),
    ],
)
def test_sweep_names_what_events_missed(tmp_path: Path, change: Callable[[Host, Path], None], missed: set[str]) -> None:
    host = captured_host("desktop-wifi-off", tmp_path)
    observer = Observer(host, PROBES, Throttle())
    observer.look(EVERYTHING, 0)
    assert observer.sweep(1) == ()
    change(host, tmp_path)

    assert set(observer.sweep(2)) == missed
    assert observer.sweep(3) == ()


@pytest.mark.parametrize("probe", PROBES, ids=lambda probe: probe.name)
def test_kernel_events_of_links_devices_and_radios_wake_it(probe: Any) -> None:
    assert {"links", "devices", "wireless"} <= probe.woken_by
