"""A copied or set-back state directory: two histories under one key. Both are kept, a person decides."""

import shutil
from pathlib import Path

import pytest

from tests.support.agent_process import AgentProcess
from tests.support.deployment import Deployment, deployment, wait_for
from tests.support.filled_ledger import APPROVER
from tests.support.held import HeldByCollector, held_by_agent, held_by_collector
from tests.support.laboratory import Host

pytestmark = [pytest.mark.root, pytest.mark.slow, pytest.mark.timeout(400)]

MAC, ADDRESS = "00:00:5e:00:53:01", "10.37.12.21"


def test_a_copied_state_directory(tmp_path: Path) -> None:
    """Original and copy run at once, on one PC."""
    with deployment(tmp_path) as site:
        host, agent = site.pc("pc-1", MAC, ADDRESS)
        site.settle()
        agent.stop()
        copy = AgentProcess(tmp_path / "copy", host.namespace)
        shutil.copytree(agent.state, copy.state)
        agent.start()
        copy.start()
        site.agents["copy"] = copy
        wait_for(lambda: _quarantined(site), "something in quarantine")
        (alert,) = wait_for(lambda: site.alerts("agent-fork"), "the alert")
        agent_id = alert["evidence"]["agent"]
        have_more_to_say(host)
        for one in (agent, copy):
            deliver_and_stop(one)
            require_all_kept(site, agent_id, one)
        decide(site, host, agent_id)


def test_a_state_directory_set_back(tmp_path: Path) -> None:
    """As a backup of the whole PC put back does."""
    with deployment(tmp_path) as site:
        host, agent = site.pc("pc-1", MAC, ADDRESS)
        site.settle()
        agent.stop()
        shutil.copytree(agent.state, tmp_path / "older")
        agent.start()
        have_more_to_say(host)
        wait_for(lambda: held_by_agent(agent.state).head > held_by_agent(tmp_path / "older").head, "more reports")
        deliver_and_stop(agent)
        before = held_by_collector(site.collector.state)
        shutil.rmtree(agent.state)
        shutil.copytree(tmp_path / "older", agent.state)
        agent.start()
        (alert,) = wait_for(lambda: site.alerts("agent-fork"), "the alert")
        agent_id = alert["evidence"]["agent"]
        deliver_and_stop(agent)
        after = held_by_collector(site.collector.state)
        assert after.reports[agent_id] == before.reports[agent_id], "the first history stands as it was"
        require_all_kept(site, agent_id, agent)
        decide(site, host, agent_id)


def _quarantined(site: Deployment) -> list[int]:
    (kept,) = held_by_collector(site.collector.state).quarantined.values()
    return [one.sequence for one in kept]


def have_more_to_say(host: Host) -> None:
    for number in range(4):
        host.namespace.run("ip", "link", "add", f"veth{number}", "type", "veth", "peer", "name", f"peer{number}")


def deliver_and_stop(agent: AgentProcess) -> None:
    wait_for(lambda: held_by_agent(agent.state).waiting == 0, "an empty spool")
    assert agent.stop() == 0


def require_all_kept(site: Deployment, agent_id: str, agent: AgentProcess) -> None:
    """Every report the agent has a receipt for is held, accepted or in quarantine, and nothing held is harmed."""
    there = held_by_collector(site.collector.state)
    kept: set[tuple[int, str]] = {(row.sequence, row.digest) for row in there.reports[agent_id]}
    kept |= {(one.sequence, one.digest) for one in there.quarantined[agent_id]}
    assert set(held_by_agent(agent.state).acknowledged.items()) <= kept
    assert site.collector.run("verify", "--state", str(site.collector.state)).code == 0


def decide(site: Deployment, host: Host, agent_id: str) -> None:
    """Retired: no copy is listened to any more, both histories stay, and the PC is enrolled afresh."""
    before = held_by_collector(site.collector.state)
    site.collector.reauthenticate(APPROVER)
    site.do("agents", "decide", agent_id, "retired", "--reason", "两份历史,重新注册", home=APPROVER)
    for agent in site.agents.values():
        agent.start()
        wait_for(lambda log=agent.log: "not-admitted" in log.read_text(), "a refusal")  # type: ignore[misc]
        agent.stop()
    fresh = AgentProcess(site.folder / "anew", host.namespace)
    fresh.enrol(site.collector.bundle, site.json("enrol", "pc-1")["code"])
    fresh.start()
    site.agents["anew"] = fresh
    after = wait_for(lambda: _with_another_agent(site, agent_id), "reports of the PC enrolled afresh")
    assert after is not None
    assert after.reports[agent_id] == before.reports[agent_id]
    assert after.quarantined[agent_id] == before.quarantined[agent_id]


def _with_another_agent(site: Deployment, agent_id: str) -> HeldByCollector | None:
    held = held_by_collector(site.collector.state)
    return held if any(rows for other, rows in held.reports.items() if other != agent_id) else None
