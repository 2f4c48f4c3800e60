from pathlib import Path

from agent.probes.adapters import AdaptersProbe
from agent.probes.probe import Seen
from protocol.observations import Adapter, AdapterKind
from tests.support.captured_host import captured_host


def test_every_interface_is_said_loopback_and_virtual_ones_too(tmp_path: Path) -> None:
    looking = AdaptersProbe().look(captured_host("wifi-station", tmp_path))

    assert isinstance(looking, Seen)
    adapters = [item for item in looking.observations if isinstance(item, Adapter)]
    assert {adapter.kind for adapter in adapters} >= {AdapterKind.LOOPBACK, AdapterKind.WIRED, AdapterKind.WIFI}
    assert AdaptersProbe().essence(looking.observations) == looking.observations
