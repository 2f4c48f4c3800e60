from pathlib import Path

from agent.probes.attached_devices import AttachedDevicesProbe
from agent.probes.probe import NothingHere, Seen
from protocol.observations import AttachedDevice, DeviceKind
from tests.support.captured_host import CapturedTables, captured_host, host_of


def attached(name: str, folder: Path) -> list[AttachedDevice]:
    looking = AttachedDevicesProbe().look(captured_host(name, folder))
    return (
        [item for item in looking.observations if isinstance(item, AttachedDevice)] if isinstance(looking, Seen) else []
    )


def test_phone_that_shares_its_network(tmp_path: Path) -> None:
    (phone,) = attached("phone-tether-rndis", tmp_path)

    assert (phone.kind, phone.device, phone.product) == (DeviceKind.USB_TETHER, "3-1", "Pixel 7")
    assert (phone.interfaces, phone.drivers) == (("enx021122334455",), ("rndis_host",))
    assert phone.evidence


def test_bare_machine_has_nothing(tmp_path: Path) -> None:
    assert AttachedDevicesProbe().look(host_of(tmp_path, CapturedTables({}))) == NothingHere()
