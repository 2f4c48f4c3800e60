"""A stranger on the wire: one alert, named, renewed and not repeated."""

from pathlib import Path

import pytest

from tests.support.deployment import GATEWAY, SEGMENT, UNIT, deployment, wait_for

pytestmark = [pytest.mark.root, pytest.mark.slow]


def test_a_stranger_raises_exactly_one_alert_that_is_renewed(tmp_path: Path) -> None:
    with deployment(tmp_path) as site:
        pc, _ = site.pc("pc-1", "00:00:5e:00:53:01", "10.37.12.21")
        site.settle()
        pc.speak_to(GATEWAY)
        stranger = site.stranger("stranger", "10.37.12.77")
        mac = stranger.mac.replace(":", "-").upper()
        stranger.speak_to(GATEWAY, times=3, pause=0.5)
        first = wait_for(lambda: [one for one in site.alerts() if one["certainty"] == "confirmed"], "the alert")[0]
        stranger.speak_to("10.37.12.21", times=8, pause=0.5)
        wait_for(lambda: site.alerts()[0]["times"] > first["times"], "a renewal")
        (alert,) = site.alerts()
    assert alert["id"] == first["id"]
    assert alert["rule"] == "unregistered-terminal"
    evidence = alert["evidence"]
    assert evidence["mac"] == mac
    assert "10.37.12.77" in evidence["addresses"]
    assert (evidence["segment"], evidence["unit"]) == (SEGMENT, UNIT)
    assert evidence["witnesses"]
