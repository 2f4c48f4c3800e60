from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from agent.delivery.beats import BeatMaker
from agent.delivery.collector_client import CollectorClient
from agent.delivery.sender import Instructions, News, Refusal, Sender
from agent.delivery.spool import Spool
from agent.delivery.trust import AnswerReader
from protocol.identity import Digest
from protocol.report import ReportKind
from tests.support.clock import FakeClock
from tests.support.fake_collector import FakeCollector, Key
from tests.support.spools import AGENT, NOW, author, event, open_spool


@dataclass
class Scene:
    collector: FakeCollector
    spool: Spool
    sender: Sender
    clock: FakeClock
    client: CollectorClient
    news: list[News] = field(default_factory=list)

    def append(self, count: int) -> None:
        for number in range(count):
            self.spool.append(ReportKind.EVENT, (event(f"{number}"),), NOW)

    def steps(self, count: int = 6, seconds: float = 400) -> None:
        for _ in range(count):
            self.sender.step()
            self.clock.advance(seconds)

    @property
    def stored(self) -> int:
        return len(self.collector.agents[AGENT].reports)


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    (tmp_path / "tls").mkdir()
    clock, news = FakeClock(), list[News]()
    with FakeCollector(tmp_path / "tls") as collector, open_spool(tmp_path / "state") as spool:
        collector.know(AGENT, author().key.public)
        client = CollectorClient(collector.site, 5)
        beats, reader = BeatMaker(author(), spool, clock), AnswerReader(collector.site, AGENT)
        sender = Sender(author(), spool, beats, client, reader, clock, lambda: 0.5, news.append)
        yield Scene(collector, spool, sender, clock, client, news)
        client.close()


def test_beat_goes_before_a_backlog(scene: Scene) -> None:
    scene.append(3)
    scene.sender.step()

    assert [path.rsplit("/", 1)[1] for path in scene.collector.requests] == ["beats", "reports"]


def test_backlog_is_drained_in_order_and_forgotten(scene: Scene) -> None:
    scene.append(150)
    scene.steps(4, seconds=1)

    assert scene.stored == 150
    assert scene.spool.waiting == 0
    assert isinstance(scene.news[0], Instructions)


def test_lost_answer_is_asked_for_again_and_stored_once(scene: Scene) -> None:
    scene.append(3)
    scene.collector.answer_digest = "0" * 64
    scene.sender.step()
    assert (scene.stored, scene.spool.waiting) == (3, 3)
    assert "something else" in scene.sender.state.trouble
    scene.collector.answer_digest = None
    scene.steps()

    assert (scene.stored, scene.spool.waiting) == (3, 0)
    assert scene.sender.state.trouble == ""


def test_answer_signed_by_somebody_else_makes_it_forget_nothing(scene: Scene) -> None:
    scene.append(2)
    scene.collector.sign_with = Key()
    scene.steps(3)

    assert scene.spool.waiting == 2
    assert scene.news == []


@pytest.mark.parametrize("status", [400, 401, 403, 409, 413, 429, 500, 503])
def test_no_fault_makes_it_forget_anything(scene: Scene, status: int) -> None:
    scene.append(4)
    scene.collector.fail_with = (status, 0)
    scene.steps(5)
    assert scene.spool.waiting == 4
    scene.collector.fail_with = None
    scene.steps(8)

    assert (scene.stored, scene.spool.waiting) == (4, 0)


def test_pause_asked_for_is_kept(scene: Scene) -> None:
    scene.append(1)
    scene.collector.fail_with = (429, 120_000)
    scene.sender.step()
    asked = len(scene.collector.requests)
    scene.collector.fail_with = None
    scene.clock.advance(119)
    scene.sender.step()
    assert len(scene.collector.requests) == asked
    scene.clock.advance(2)
    scene.sender.step()

    assert scene.stored == 1


def test_refused_report_is_not_sent_again_and_the_rest_goes_on(scene: Scene) -> None:
    scene.collector.refuse_sequences = frozenset({2})
    scene.append(3)
    scene.steps(2)

    assert (scene.stored, scene.spool.waiting) == (2, 0)
    assert [item.sequence for item in scene.news if isinstance(item, Refusal)] == [2]


def test_collector_set_back_gets_a_gap_and_everything_after(scene: Scene) -> None:
    scene.append(4)
    scene.steps(2)
    stored = scene.collector.agents[AGENT]
    kept = stored.reports[1]
    digests = {1: stored.digests[1], 2: stored.digests[2]}
    scene.collector.know(AGENT, author().key.public)
    fresh = scene.collector.agents[AGENT]
    fresh.digests.update(digests)
    fresh.head = type(fresh.head)(2, kept_digest(digests[2]))
    scene.append(1)
    scene.steps(6)

    assert fresh.head.sequence == 5
    assert [report.envelope.kind for report in fresh.reports] == [ReportKind.GAP, ReportKind.EVENT]
    assert kept.envelope.sequence == 2


def kept_digest(text: str) -> Digest:
    return Digest(text)


def test_collector_away_is_no_reason_to_end(scene: Scene) -> None:
    scene.append(2)
    scene.collector.__exit__()
    scene.steps(3)

    assert scene.spool.waiting == 2
    assert scene.sender.state.trouble


def test_after_a_long_outage_the_collector_hears_a_beat_within_its_interval(scene: Scene) -> None:
    """A collector that is back gives a segment's grace, two minutes; ten thousand PCs must not look silent by then."""
    scene.collector.fail_with = (503, 0)
    scene.steps(360, seconds=10)
    scene.collector.fail_with, before = None, len(scene.collector.requests)
    scene.steps(60, seconds=1)

    assert len(scene.collector.requests) > before
    assert not scene.sender.state.trouble


def test_changed_claims_beat_at_once(scene: Scene) -> None:
    scene.sender.step()
    scene.clock.advance(1)
    scene.sender.step()
    assert len(scene.collector.requests) == 1
    scene.sender.beat_now()
    scene.sender.step()

    assert len(scene.collector.requests) == 2
