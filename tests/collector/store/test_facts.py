import json

from sqlalchemy import select

from collector.store import facts
from collector.store.tables import agent_fact
from protocol.observations import Looked, LookOutcome
from tests.support.collector_store import CollectorStore

SEEN = Looked("adapters", LookOutcome.SEEN, None)


def test_late_answer_does_not_replace_a_newer_one(rig: CollectorStore) -> None:
    assert rig.do(lambda tx: facts.replace(tx, "a" * 32, SEEN, [], 10, 5))
    assert not rig.do(lambda tx: facts.replace(tx, "a" * 32, SEEN, [], 5, 4))
    assert not rig.do(lambda tx: facts.replace(tx, "a" * 32, SEEN, [], 20, 6))

    (fact,) = rig.read(lambda c: facts.of_agent(c, "a" * 32))
    assert (fact.sequence, fact.seen_us) == (6, 20)


def test_since_is_kept_while_it_is_said_and_begins_anew_after_a_break(rig: CollectorStore) -> None:
    one, other = {"type": "adapter", "id": "1" * 32}, {"type": "attached-device", "device": "1-2"}

    def said(*items: dict[str, str], at: int, outcome: LookOutcome = LookOutcome.SEEN) -> dict[str, int]:
        looked = Looked("adapters", outcome, None)
        rig.do(lambda tx: facts.replace(tx, "a" * 32, looked, list(items), at, at))
        row = rig.read(lambda c: c.execute(select(agent_fact.c.since)).scalar_one())
        return dict(json.loads(row or "{}"))

    assert said(one, at=10) == {"1" * 32: 10}
    assert said(one, at=20) == {"1" * 32: 10}
    assert said(one, other, at=30) == {"1" * 32: 10, "1-2": 30}
    assert said(at=35, outcome=LookOutcome.COULD_NOT_LOOK) == {"1" * 32: 10, "1-2": 30}
    assert said(other, at=40) == {"1-2": 30}
    assert said(one, other, at=50) == {"1" * 32: 50, "1-2": 30}
    assert said(at=60) == {}


def test_answers_are_shown_as_they_were_sent(rig: CollectorStore) -> None:
    sent = [{"type": "route", "odd": None}]
    rig.do(lambda tx: facts.replace(tx, "a" * 32, SEEN, sent, 10, 1))
    failed = Looked("adapters", LookOutcome.COULD_NOT_LOOK, "no rights")
    rig.do(lambda tx: facts.replace(tx, "a" * 32, failed, [], 20, 2))

    (answer,) = rig.read(lambda c: facts.answers_of_agent(c, "a" * 32))
    assert (answer.outcome, answer.reason, answer.observations) == (LookOutcome.COULD_NOT_LOOK, "no rights", sent)
    assert (answer.seen_us, answer.looked_us) == (10, 20)


def test_answers_of_several_agents(rig: CollectorStore) -> None:
    for agent in ("a", "b", "c"):
        rig.do(lambda tx, agent=agent: facts.replace(tx, agent * 32, SEEN, [], 10, 1))  # type: ignore[misc]

    found = rig.read(lambda c: facts.of_agents(c, ["a" * 32, "b" * 32, "z" * 32], ["adapters"]))
    assert sorted(found) == ["a" * 32, "b" * 32]
    assert rig.read(lambda c: facts.of_agents(c, ["a" * 32], ["routes"])) == {}


def test_a_report_s_answers_are_stored_at_once_and_only_what_differs_is_said(rig: CollectorStore) -> None:
    failed = Looked("wireless", LookOutcome.COULD_NOT_LOOK, "no rights")
    one = {"type": "adapter", "id": "1" * 32}

    def said(*answers: tuple[Looked, list[dict[str, str]]], at: int) -> set[str]:
        return rig.do(lambda tx: facts.replace_all(tx, "a" * 32, answers, at, at))

    assert said((SEEN, [one]), (failed, []), at=10) == {"adapters", "wireless"}
    assert said((SEEN, [one]), (failed, []), (SEEN, []), at=20) == set(), "the first of two answers counts"
    assert said((SEEN, []), (failed, []), at=30) == {"adapters"}
    assert said((SEEN, [one]), at=25) == set(), "a late one"

    times = {
        it.probe: (it.seen_us, it.looked_us, it.sequence) for it in rig.read(lambda c: facts.of_agent(c, "a" * 32))
    }
    assert times == {"adapters": (30, 30, 30), "wireless": (10, 30, 30)}
