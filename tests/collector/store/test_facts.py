from collector.store import facts
from protocol.observations import Looked, LookOutcome
from tests.support.collector_store import CollectorStore

SEEN = Looked("adapters", LookOutcome.SEEN, None)


def test_late_answer_does_not_replace_a_newer_one(rig: CollectorStore) -> None:
    assert rig.do(lambda tx: facts.replace(tx, "a" * 32, SEEN, [], 10, 5))
    assert not rig.do(lambda tx: facts.replace(tx, "a" * 32, SEEN, [], 5, 4))
    assert not rig.do(lambda tx: facts.replace(tx, "a" * 32, SEEN, [], 20, 6))

    (fact,) = rig.read(lambda c: facts.of_agent(c, "a" * 32))
    assert (fact.sequence, fact.seen_us) == (6, 20)
