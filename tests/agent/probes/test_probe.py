import pytest

from agent.probes import ALL_PROBES
from agent.probes.probe import Probe
from protocol.observations import OBSERVATION_TYPES


@pytest.mark.parametrize("probe", ALL_PROBES, ids=lambda probe: probe.name)
def test_every_probe_has_a_name_of_its_own_a_title_and_wakes(probe: Probe) -> None:
    assert [other.name for other in ALL_PROBES].count(probe.name) == 1
    assert probe.title
    assert probe.rests_ms >= 0
    assert set(probe.observes) <= set(OBSERVATION_TYPES.values())
    assert probe.observes
    assert probe.essence(()) == probe.essence(())
