"""A spool too small for an outage: what was dropped is said, what is left verifies. And a report nobody can accept."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from protocol.answer import Verdict
from protocol.observations import AgentEvent, AgentEventKind, Gap
from tests.support.agent_process import AgentProcess
from tests.support.collector_process import CollectorProcess, collector_process
from tests.support.deployment import GATEWAY, Deployment, deployment, wait_for
from tests.support.held import held_by_agent, held_by_collector
from tests.support.registered_site import RegisteredSite, now_us

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

MAC, ADDRESS = "00:00:5e:00:53:01", "10.37.12.21"
DROPPED_AT_LEAST = 20


@pytest.mark.root
def test_overflow_leaves_a_verified_chain_and_named_gaps(tmp_path: Path) -> None:
    with deployment(tmp_path) as site:
        agent = install_with_small_spool(site)
        site.settle()
        talker = site.stranger("talker", "10.37.12.99")
        site.collector.kill()
        talking = talker.namespace.start(
            [sys.executable, "-m", "tests.support.arp_storm", talker.interface, "1", "600"]
        )
        wait_for(lambda: held_by_agent(agent.state).dropped >= DROPPED_AT_LEAST, "an overflow", seconds=300)
        talking.kill()
        site.collector.restart()
        wait_for(lambda: held_by_agent(agent.state).waiting == 0, "an empty spool", seconds=120)
        assert agent.stop() == 0
        assert site.collector.stop() == 0
        require_whole_chain_with_gaps(site.collector, agent)
        site.collector.restart()


def install_with_small_spool(site: Deployment) -> AgentProcess:
    site.register("pc-1", MAC, ADDRESS)
    host = site.lan.host("pc-1", mac=MAC, address=f"{ADDRESS}/24", gateway=GATEWAY)
    return site.install("pc-1", host, {"spool.most_mebibytes": 1})


def require_whole_chain_with_gaps(collector: CollectorProcess, agent: AgentProcess) -> None:
    there = held_by_collector(collector.state)
    ((agent_id, rows),) = there.reports.items()
    assert there.quarantined[agent_id] == []
    sequences = [number for row in rows for number in range(row.first_sequence, row.sequence + 1)]
    assert sequences == list(range(1, held_by_agent(agent.state).head + 1))
    gaps = [item for row in rows for item in there.observations[row.intake] if isinstance(item, Gap)]
    assert {gap.why for gap in gaps} == {"byte-cap"}
    for gap in gaps:
        assert sum(count.reports for count in gap.counts) == gap.last - gap.first + 1
        assert {count.kind for count in gap.counts} == {"sightings"}, "what matters more was dropped first"
    ran = collector.run("verify", "--state", str(collector.state))
    assert ran.code == 0, ran.out
    assert "integrity: intact" in ran.out
    for gap in gaps:
        assert f"reports {gap.first} to {gap.last}: byte-cap" in ran.out
    told = json.loads(collector.run("verify", "--state", str(collector.state), "--json").out)
    assert (told["intact"], told["complete"]) == (True, False)


@pytest.mark.parametrize(
    "observations",
    [
        '[{"type":"sighting","ssid":"not in the schema"}]',
        '[{"type":"thoughts"}]',
        "[" * 40 + "]" * 40,
        "not JSON",
        '[{"type":"agent-event","what":"started","detail":"\\u001b[2J","at_us":1}]',
    ],
)
def test_one_unacceptable_report_never_wedges_an_agent(refusing: RegisteredSite, observations: str) -> None:
    mac = f"00-00-5E-00-53-{len(observations):02X}"
    voice = refusing.voice(f"pc-{len(observations)}", mac)
    refused, accepted = refusing.deliver(
        voice,
        voice.report_with_text(observations),
        voice.report(AgentEvent(AgentEventKind.STARTED, "the next one", now_us())),
    )
    assert (refused.sequence, refused.verdict) == (1, Verdict.REFUSED)
    assert refused.reason
    assert (accepted.sequence, accepted.verdict) == (2, Verdict.ACCEPTED)
    there = held_by_collector(refusing.collector.state)
    first, second = there.reports[voice.id]
    assert (first.verdict, first.reason, first.digest) == (Verdict.REFUSED, refused.reason, refused.digest)
    assert second.previous == first.digest
    ran = refusing.collector.run("verify", "--state", str(refusing.collector.state))
    assert ran.code == 0, ran.out


@pytest.fixture(scope="module")
def refusing() -> Iterator[RegisteredSite]:
    with collector_process() as collector:
        site = RegisteredSite(collector)
        site.declare()
        yield site
        site.close()
