"""kill -9 of agent and collector at random moments: everything spooled arrives once, everything acknowledged is kept.

Eight kills; `scripts/kill-fifty` does fifty, `MINGCE_SEED` repeats a run.
"""

import os
import random
import sys
import time
from pathlib import Path

import pytest

from tests.support.agent_process import AgentProcess
from tests.support.deployment import Deployment, deployment, wait_for
from tests.support.held import held_by_agent, held_by_collector

pytestmark = [pytest.mark.root, pytest.mark.slow, pytest.mark.timeout(3600)]

KILLS = int(os.environ.get("MINGCE_KILLS", "8"))
SEED = int(os.environ.get("MINGCE_SEED", "0")) or random.SystemRandom().randrange(1, 2**31)
PER_SECOND = 25


def test_nothing_is_lost_or_doubled_by_kills(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    print(f"MINGCE_KILLS={KILLS} MINGCE_SEED={SEED}")
    with deployment(tmp_path) as site:
        _, agent = site.pc("pc-1", "00:00:5e:00:53:01", "10.37.12.21")
        site.settle()
        talker = site.stranger("talker", "10.37.12.99")
        chatter = [sys.executable, "-m", "tests.support.arp_storm", talker.interface, str(SEED), str(PER_SECOND)]
        talking = talker.namespace.start(chatter)
        for turn in range(KILLS):
            time.sleep(chance.uniform(0.05, 2.5))
            _kill_one(site, agent, chance, turn)
        wait_for(lambda: _watches_since_its_start(agent), "the watcher's return")
        talking.kill()
        wait_for(lambda: held_by_agent(agent.state).waiting == 0, "an empty spool")
        assert agent.stop() == 0
        assert site.collector.stop() == 0
        _require_nothing_lost(site, agent)
        verdict = site.collector.run("verify", "--state", str(site.collector.state))
        assert verdict.code == 0, verdict.out
        site.collector.restart()


def _kill_one(site: Deployment, agent: AgentProcess, chance: random.Random, turn: int) -> None:
    is_collector = chance.random() < 0.5
    pause = chance.uniform(0, 1)
    print(f"kill {turn + 1}: {'collector' if is_collector else 'agent'}, back after {pause:.2f} s")
    if is_collector:
        site.collector.kill()
        time.sleep(pause)
        site.collector.restart()
    else:
        agent.kill()
        time.sleep(pause)
        agent.start()


def _watches_since_its_start(agent: AgentProcess) -> bool:
    """The status may still be that of the process before."""
    status = agent.status()
    return bool(status.get("duties")) and status["written_at_us"] > agent.started_us


def _require_nothing_lost(site: Deployment, agent: AgentProcess) -> None:
    here, there = held_by_agent(agent.state), held_by_collector(site.collector.state)
    ((agent_id, rows),) = there.reports.items()
    print(f"{len(rows)} reports, agent's head {here.head}, {len(here.acknowledged)} receipts")
    assert here.waiting == 0
    assert [row.sequence for row in rows] == list(range(1, here.head + 1))
    assert {row.verdict for row in rows} == {"accepted"}
    assert not [row for row in rows if row.kind == "gap"]
    assert there.quarantined[agent_id] == []
    stored = {row.sequence: row.digest for row in rows}
    assert here.acknowledged == stored
    assert len(rows) > 3 * KILLS, "too little was said for the kills to have met anything"
