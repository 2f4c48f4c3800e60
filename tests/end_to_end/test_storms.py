"""Storms on the real kernel: the agent says little, says that it holds back, and is right in the end."""

import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from agent.host.netlink.events import KernelEvents
from agent.notification import Notifier
from agent.service import Service
from agent.throttle import Allowance, Throttle
from protocol.observations import Adapter, AgentEvent, AgentEventKind, Looked
from protocol.report import ReportKind
from tests.agent.test_service import config, enrolled, host, wait_for
from tests.support.agent_command import environment
from tests.support.fake_collector import FakeCollector
from tests.support.inside import inside
from tests.support.laboratory import Namespace

pytestmark = [pytest.mark.root, pytest.mark.slow]

PATIENCE_S = 120
ROOT = Path(__file__).resolve().parents[2]
LOOKS, SAYINGS = Allowance(6, 1_000_000), Allowance(6, 2_000_000)
"""A fifth of the burst that agents have in earnest: a storm of seconds is a long one, and its end is near."""


@dataclass
class Pc:
    office: Namespace
    collector: FakeCollector
    agent: str

    def inventories(self) -> int:
        with self.collector.lock:
            reports = list(self.collector.agents[self.agent].reports)
        return sum(report.envelope.kind is ReportKind.INVENTORY for report in reports)

    def adapters(self) -> dict[str, Adapter]:
        """As last said."""
        with self.collector.lock:
            reports = list(self.collector.agents[self.agent].reports)
        for report in reversed(reports):
            if any(isinstance(item, Looked) and item.probe == "adapters" for item in report.observations):
                return {item.name: item for item in report.observations if isinstance(item, Adapter)}
        return {}

    def throttling(self) -> list[str]:
        said = self.collector.observations(self.agent)
        return [item.detail for item in said if isinstance(item, AgentEvent) and item.what is AgentEventKind.THROTTLED]

    def is_calm(self) -> bool:
        """Everything that began has ended."""
        said = self.throttling()
        begun = {text.split()[1] for text in said if text.startswith("begins: ")}
        ended = {text.split()[1].rstrip(":") for text in said if text.startswith("ended; ")}
        return begun == ended


@contextmanager
def running(office: Namespace, folder: Path) -> Iterator[Pc]:
    """The agent and its collector, both in the namespace."""
    with inside(office), FakeCollector(folder) as collector, KernelEvents() as events:
        agent = enrolled(collector, folder / "state")
        service = Service(config(folder / "state"), host(), events, Notifier(None), throttle=Throttle(LOOKS, SAYINGS))
        thread = threading.Thread(target=service.run)
        thread.start()
        pc = Pc(office, collector, agent)
        try:
            wait_for(lambda: bool(pc.adapters()), PATIENCE_S)
            yield pc
        finally:
            service.stop()
            thread.join(60)
            assert not thread.is_alive()


@pytest.fixture
def pc(tmp_path: Path) -> Iterator[Pc]:
    with Namespace("storm") as office:
        office.run("ip", "link", "add", "veth0", "type", "veth", "peer", "name", "veth1")
        office.run("ip", "link", "set", "veth1", "up")
        with running(office, tmp_path) as pc:
            yield pc


def storm(pc: Pc, *what: str) -> None:
    process = pc.office.start([sys.executable, "-m", "tests.support.link_storm", *what], environment=environment())
    assert process.wait(timeout=PATIENCE_S) == 0


def test_ten_thousand_link_flaps(pc: Pc) -> None:
    before = pc.inventories()
    storm(pc, "flap", "veth0", "10000", "10")
    wait_for(lambda: bool((veth := pc.adapters().get("veth0")) and veth.is_up and veth.carrier), PATIENCE_S)
    wait_for(lambda: any("adapters" in text for text in pc.throttling()) and pc.is_calm(), PATIENCE_S)

    # The burst of each of the answers that a link concerns, and what was due while it lasted.
    assert pc.inventories() - before < 100
    (ended,) = [text for text in pc.throttling() if text.startswith("ended; adapters")]
    assert int(ended.split(" kernel events")[0].split()[-1]) > 1000
    assert any(beat.throttled for beat in pc.collector.agents[pc.agent].beats)
    wait_for(lambda: not pc.collector.agents[pc.agent].beats[-1].throttled, PATIENCE_S)


def test_five_hundred_virtual_interfaces_come_and_go(pc: Pc) -> None:
    batch(pc, (f"link add many{number} type veth peer name peer{number}" for number in range(250)))
    wait_for(lambda: len(pc.adapters()) == 503, PATIENCE_S)
    batch(pc, (f"link delete many{number}" for number in range(250)))
    wait_for(lambda: sorted(pc.adapters()) == ["lo", "veth0", "veth1"], PATIENCE_S)

    assert pc.inventories() < 100


def batch(pc: Pc, commands: Iterable[str]) -> None:
    pc.office.run("sh", "-c", 'printf "%s" "$1" | ip -batch -', "batch", "\n".join(commands) + "\n", timeout=PATIENCE_S)


def test_a_device_that_comes_and_fails_in_a_loop(pc: Pc) -> None:
    if not Path("/dev/net/tun").exists():
        pytest.skip("this kernel makes no tap devices (no /dev/net/tun)")
    before = pc.inventories()
    storm(pc, "tap", "stick", "1000", "10")
    wait_for(lambda: sorted(pc.adapters()) == ["lo", "veth0", "veth1"] and pc.is_calm(), PATIENCE_S)

    assert pc.inventories() - before < 100
