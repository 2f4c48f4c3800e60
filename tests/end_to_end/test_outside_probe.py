"""From a line in collector.toml to an alert: two outside targets answer a PC of a unit that may not reach them."""

import time
from pathlib import Path

import pytest

from tests.support.deployment import deployment, wait_for
from tests.support.outside import TARGETS, FrameCounter, listening

pytestmark = [pytest.mark.root, pytest.mark.slow, pytest.mark.timeout(300)]

ORDERED = f"[outside_probe]\ntargets = {list(TARGETS)}\ninterval_ms = 600000\njitter_ms = 0\n"
QUIET_SECONDS = 10


def test_ordered_targets_that_answer_raise_an_alert(tmp_path: Path) -> None:
    with deployment(tmp_path, more=ORDERED) as site:
        gateway = site.lan.hosts[0]
        with listening(gateway, *TARGETS), FrameCounter(gateway) as counter:
            site.pc("pc-1", "00:00:5e:00:53:01", "10.37.12.21")
            (alert,) = wait_for(lambda: site.alerts("outside-reached"), "an alert", seconds=120)

    assert alert["evidence"]["reached"] == list(TARGETS)
    assert (alert["severity"], alert["evidence"]["interface"]) == ("high", "eth0")
    assert counter.to(TARGETS) > 0


@pytest.mark.parametrize(
    ("ordered", "allowed"), [("", True), (ORDERED, False)], ids=["no policy asks for it", "the PC's settings forbid it"]
)
def test_no_packet_leaves_otherwise(tmp_path: Path, ordered: str, allowed: bool) -> None:
    with deployment(tmp_path, more=ordered) as site:
        gateway = site.lan.hosts[0]
        with listening(gateway, *TARGETS), FrameCounter(gateway) as counter:
            site.register("pc-1", "00:00:5e:00:53:01", "10.37.12.21")
            host = site.lan.host("pc-1", mac="00:00:5e:00:53:01", address="10.37.12.21/24", gateway="10.37.12.1")
            agent = site.install("pc-1", host, {"outside_probe": allowed})
            site.settle()
            wait_for(lambda: agent.status().get("policy_version"), "a policy in force")
            time.sleep(QUIET_SECONDS)
        found = site.alerts("outside-reached")

    assert counter.destinations == []
    assert found == []
