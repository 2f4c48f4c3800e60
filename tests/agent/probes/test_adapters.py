from pathlib import Path

from agent.probes.adapters import AdaptersProbe
from agent.probes.probe import Seen
from protocol.observations import Adapter, AdapterKind
from tests.support.captured_host import CapturedTables, captured_host, host_of, lay_out


def test_every_interface_is_said_loopback_and_virtual_ones_too(tmp_path: Path) -> None:
    looking = AdaptersProbe().look(captured_host("wifi-station", tmp_path))

    assert isinstance(looking, Seen)
    adapters = [item for item in looking.observations if isinstance(item, Adapter)]
    assert {adapter.kind for adapter in adapters} >= {AdapterKind.LOOPBACK, AdapterKind.WIRED, AdapterKind.WIFI}
    assert AdaptersProbe().essence(looking.observations) == looking.observations


def test_made_up_links_do_not_push_out_what_is_plugged_in(tmp_path: Path) -> None:
    lay_out(
        {
            "sys/devices/usb1/1-1/net/wlan0/address": "x",
            "sys/class/net/wlan0": {"link": "../../devices/usb1/1-1/net/wlan0"},
            "sys/devices/usb1/1-1/net/wlan0/device": {"link": "../.."},
            "sys/devices/usb1/1-1/subsystem": {"link": "../../../bus/usb"},
        },
        tmp_path,
    )
    rows = [{"index": number, "name": f"veth{number}", "kind": "veth"} for number in range(1, 900)]
    tables = CapturedTables({"links": [*rows, {"index": 900, "name": "wlan0"}]})
    looking = AdaptersProbe().look(host_of(tmp_path, tables))

    assert isinstance(looking, Seen)
    assert [item.name for item in looking.observations[:2] if isinstance(item, Adapter)] == ["wlan0", "veth1"]


def test_links_that_lead_nowhere_do_not_push_out_a_tunnel(tmp_path: Path) -> None:
    rows = [{"index": number, "name": f"veth{number}", "kind": "veth"} for number in range(1, 900)]
    tables = CapturedTables({"links": [*rows, {"index": 900, "name": "tun0", "kind": "tun", "arphrd": 65534}]})
    looking = AdaptersProbe().look(host_of(tmp_path, tables))

    assert isinstance(looking, Seen)
    assert [item.name for item in looking.observations[:2] if isinstance(item, Adapter)] == ["tun0", "veth1"]
