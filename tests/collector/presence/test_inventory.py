"""One list of the ways out of a captured machine, with the names its alerts go by."""

import pytest

from collector.presence.inventory import Device, Sort, devices_of
from collector.rules.engine import judge
from collector.rules.other_way_out import OtherWayOut
from collector.rules.wireless_adapter import WirelessAdapter
from protocol.observations import Adapter, AttachedDevice
from tests.support.captured_pc import captured_facts


def listed(name: str) -> list[Device]:
    return devices_of(captured_facts(name).said, {})


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("desktop-wifi-off", [("wifi", "driver-bound")]),
        ("laptop-associated", [("wifi", "carries-route")]),
        ("phone-tether-rndis", [("usb-tether", "carries-route")]),
        ("modem-mbim", [("wwan", "present")]),
        ("bluetooth-dongle", [("bluetooth", "driver-bound")]),
        ("vpn-client", [("tunnel", "has-address")]),
        ("docker-host", []),
        ("libvirt-host", []),
        ("phones-charging", []),
        ("container-without-modules", []),
    ],
)
def test_sort_and_state(name: str, expected: list[tuple[str, str]]) -> None:
    found = {(one.sort.value, one.state) for one in listed(name)}

    assert found >= set(expected)
    assert bool(found) == bool(expected)


@pytest.mark.parametrize("name", ["laptop-associated", "phone-tether-rndis", "vpn-client", "modem-hilink"])
def test_named_as_its_alerts_name_it(name: str) -> None:
    """So that the part in this list is the one an exemption takes."""
    facts = captured_facts(name)
    found = judge((WirelessAdapter(), OtherWayOut()), [facts], facts.now_us)
    parts = {item.subject.part for item in found if hasattr(item, "evidence")}

    assert parts
    assert parts <= {one.id for one in listed(name)}


def test_since_is_the_first_of_what_speaks_of_it() -> None:
    said = captured_facts("phone-tether-rndis").said
    adapter = next(one for one in said if isinstance(one, Adapter) and one.kind == "usb-tether")
    hardware = next(one for one in said if isinstance(one, AttachedDevice) and one.kind == "usb-tether")

    def since(times: dict[str, int]) -> int | None:
        return next(one.since_us for one in devices_of(said, times) if one.sort is Sort.USB_TETHER)

    assert since({}) is None
    assert since({adapter.id: 9, hardware.device: 5, "another": 1}) == 5


def test_a_name_is_given_once() -> None:
    for name in ("twin-lan-dongles", "hostile-strings", "pci-wifi-and-modem-without-driver", "wifi-monitor"):
        names = [one.id for one in listed(name)]
        assert len(names) == len(set(names))


def test_nothing_said_is_no_device() -> None:
    assert devices_of([], {}) == []
