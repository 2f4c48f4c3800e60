"""The collector is gone for a while: what happened meanwhile is told afterwards, in order, with the times it happened.

A minute and a half; `MINGCE_OUTAGE_SECONDS=3600 scripts/test tests/end_to_end/test_outage.py` is an hour.
"""

import os
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from protocol.limits import REPORTS_PER_DELIVERY
from protocol.mac import MacAddress
from protocol.observations import Adapter, AgentEvent, AgentEventKind, Sighting
from tests.support.agent_process import AgentProcess
from tests.support.deployment import GATEWAY, Deployment, deployment, wait_for
from tests.support.held import HeldByCollector, held_by_agent, held_by_collector
from tests.support.laboratory import Host

SECONDS = int(os.environ.get("MINGCE_OUTAGE_SECONDS", "75"))
LATE_SECONDS = 65
"""A little more than what makes evidence late (collector.presence.timing.LATE_US)."""

pytestmark = [pytest.mark.root, pytest.mark.slow, pytest.mark.timeout(SECONDS + 300)]


def test_an_outage_is_told_afterwards(tmp_path: Path) -> None:
    with deployment(tmp_path) as site:
        host, agent = site.pc("pc-1", "00:00:5e:00:53:01", "10.37.12.21")
        site.settle()
        began = now_us()
        site.collector.kill()
        strangers = happen(site, host, agent)
        time.sleep(max(LATE_SECONDS, SECONDS - (now_us() - began) / 1e6))
        ended = now_us()
        site.collector.restart()
        wait_for(lambda: held_by_agent(agent.state).waiting == 0, "an empty spool", seconds=120)
        found = wait_for(lambda: told_of(site, strangers), "alerts of both strangers")
        for alert in found:
            assert began <= alert["first_us"] <= ended, "not the time it happened"
            assert alert["evidence"]["late"] is True
            assert alert["evidence"]["received_us"] >= ended
        assert agent.stop() == 0
        require_told(held_by_collector(site.collector.state), agent, (began, ended), strangers)


def happen(site: Deployment, host: Host, agent: AgentProcess) -> list[str]:
    """A stranger comes, an adapter too, the agent restarts, another stranger comes; returns the strangers' MACs."""
    time.sleep(2)
    first = come_and_go(site, "first", "10.37.12.77")
    host.namespace.run("ip", "link", "add", "late0", "type", "veth", "peer", "name", "late1")
    time.sleep(2)
    agent.stop()
    agent.start()
    wait_for(lambda: agent.status().get("duties"), "a watcher that needs no collector for it")
    return [first, come_and_go(site, "second", "10.37.12.78")]


def come_and_go(site: Deployment, name: str, address: str) -> str:
    """Gone before the collector is back, so that all there is of it is late."""
    stranger = site.stranger(name, address)
    stranger.speak_to(GATEWAY, times=4, pause=0.5)
    mac = stranger.mac
    stranger.pull_cable()
    return mac


def told_of(site: Deployment, macs: list[str]) -> list[dict[str, Any]]:
    """The confirmed alerts of these; nothing before there is one of each."""
    wanted = {str(MacAddress.parse(mac)) for mac in macs}
    found = [one for one in site.alerts("unregistered-terminal") if one["evidence"]["mac"] in wanted]
    sure = [one for one in found if one["certainty"] == "confirmed"]
    return sure if len(sure) == len(wanted) else []


def require_told(there: HeldByCollector, agent: AgentProcess, outage: tuple[int, int], strangers: list[str]) -> None:
    ((agent_id, rows),) = there.reports.items()
    assert [row.sequence for row in rows] == list(range(1, held_by_agent(agent.state).head + 1))
    assert there.quarantined[agent_id] == []
    assert [row.taken_wall_us for row in rows] == sorted(row.taken_wall_us for row in rows)
    late = [row for row in rows if outage[0] <= row.taken_wall_us <= outage[1]]
    said = [item for row in late for item in there.observations[row.intake]]
    assert {row.received_us > outage[1] for row in late} == {True}
    heard = [item for item in said if isinstance(item, Sighting)]
    for mac in map(MacAddress.parse, strangers):
        times = [item.first_us for item in heard if item.mac == mac]
        assert times
        assert all(outage[0] <= at_us <= outage[1] for at_us in times)
    assert "late0" in {item.name for item in said if isinstance(item, Adapter)}
    events = [item.what for item in said if isinstance(item, AgentEvent)]
    assert events.index(AgentEventKind.STOPPING) < events.index(AgentEventKind.STARTED)
    assert max(Counter(row.received_us for row in rows).values()) <= REPORTS_PER_DELIVERY


def now_us() -> int:
    return time.time_ns() // 1000
