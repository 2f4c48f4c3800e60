from dataclasses import replace

from collector.presence.binding import QUIET_US, Binding, Heard, SwitchTable
from collector.presence.bindings import fold
from collector.presence.interval import MINUTE_US
from collector.store import bindings
from collector.store.transaction import Transaction
from protocol.observations import HeardHow
from tests.collector.presence.test_bindings import PAIR, RIVAL, START, heard
from tests.support.collector_store import CollectorStore


def hear(rig: CollectorStore, said: Heard) -> Binding:
    def work(tx: Transaction) -> Binding:
        return bindings.save(tx, fold(said, *bindings.around(tx.connection, said)))

    return rig.do(work)


def held(rig: CollectorStore) -> list[Binding]:
    return rig.read(lambda c: bindings.by_ids(c, range(1, 99)))


def test_what_was_saved_is_read_back(rig: CollectorStore) -> None:
    saved = hear(rig, heard(0))

    assert held(rig) == [saved]
    assert rig.read(lambda c: bindings.of_mac(c, PAIR.segment, PAIR.mac)) == [saved]


def test_late_report_joins_two_rows_into_one(rig: CollectorStore) -> None:
    for said in (heard(0), heard(16), heard(8, told=60, by="agent:2")):
        hear(rig, said)

    (one,) = held(rig)
    assert (one.first_us, one.last_us, one.frames) == (START, START + 16 * MINUTE_US, 3)
    assert [witness.name for witness in one.witnesses] == ["agent:1", "agent:2"]


def test_contradiction_closes_the_other_row(rig: CollectorStore) -> None:
    hear(rig, heard(0))
    hear(rig, heard(0.2, pair=RIVAL))

    assert [one.is_open for one in held(rig)] == [False, True]
    assert [
        one.pair
        for one in rig.read(
            lambda c: bindings.rivals(c, PAIR.segment, RIVAL.mac, [PAIR.address], 0)  # type: ignore[list-item]
        )
    ] == [PAIR]


def test_quiet_rows_are_closed_at_their_last_frame(rig: CollectorStore) -> None:
    hear(rig, heard(0))
    hear(rig, heard(9, pair=replace(PAIR, address=None)))

    assert rig.do(lambda tx: bindings.close_quiet(tx, START + QUIET_US + 1)) == 1
    (quiet,) = [one for one in held(rig) if not one.is_open]
    assert quiet.closed_us == quiet.last_us == START


def test_what_a_table_names_stays_apart_and_is_read_back(rig: CollectorStore) -> None:
    for said in (heard(0), replace(heard(1, by="import:SW-3F"), how=SwitchTable.ARP)):
        hear(rig, said)

    framed, tabled = held(rig)
    assert (framed.last_us, framed.how, framed.is_from_table) == (START, HeardHow.ARP_REQUEST, False)
    assert (tabled.first_us, tabled.how, tabled.is_from_table) == (START + MINUTE_US, SwitchTable.ARP, True)


def test_who_was_heard_before_and_who_since(rig: CollectorStore) -> None:
    hear(rig, heard(0))
    macs = [PAIR.mac, RIVAL.mac]

    for before_us, older, newer in ((START + 1, {str(PAIR.mac)}, set()), (START, set(), {str(PAIR.mac)})):
        assert rig.read(lambda c, at=before_us: bindings.heard_before(c, PAIR.segment, macs, at)) == older  # type: ignore[misc]
        assert rig.read(lambda c, at=before_us: bindings.heard_since(c, PAIR.segment, macs, at)) == newer  # type: ignore[misc]
