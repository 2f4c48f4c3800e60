from collector.store.transaction import Transaction
from tests.support.collector_store import CollectorStore


def test_a_work_is_given_the_keys_and_the_clock(rig: CollectorStore) -> None:
    def look(tx: Transaction) -> tuple[int, bytes, bytes]:
        return tx.now_us, tx.index_key, tx.sealer.open(tx.sealer.seal(b"x"))

    rig.clock.advance(5)
    assert rig.do(look) == (rig.clock.now, rig.keys.index_key, b"x")


def test_callbacks_wait_for_the_commit(rig: CollectorStore) -> None:
    told: list[str] = []

    def work(tx: Transaction) -> list[str]:
        tx.after_commit(lambda: told.append("committed"))
        return list(told)

    assert rig.do(work) == []
    rig.do(lambda tx: None)
    assert told == ["committed"]
