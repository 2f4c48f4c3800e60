"""What is changed in the ledger without the journal is named; what went by the journal is not."""

import pytest
from sqlalchemy import text

from collector.ledger.custody import Custody
from collector.ledger.life_cycle import Status
from collector.store import adapters, custody, people, replay, segments, terminals, units
from collector.store.transaction import Transaction
from collector.verification import verify
from tests.support.collector_store import CollectorStore
from tests.support.small_ledger import ACTOR, SmallLedger


def found(rig: CollectorStore) -> list[tuple[str, str]]:
    return rig.read(lambda connection: [(item.kind, item.why) for item in replay.disagreements(connection)])


def live(rig: CollectorStore, ledger: SmallLedger) -> None:
    """A life in the ledger, the clock going back once."""
    (held,) = rig.read(lambda connection: adapters.of_terminal(connection, ledger.counter))
    rig.do(lambda tx: custody.hand_over(tx, ledger.desktop, Custody(owner_id=ledger.zhao, room="0405"), ACTOR))
    rig.do(lambda tx: custody.hand_over(tx, ledger.desktop, Custody(owner_id=ledger.li), ACTOR))
    rig.clock.advance(-7200)
    rig.do(lambda tx: terminals.change(tx, ledger.desktop, {"status": Status.SUSPENDED, "expires_us": 5}, ACTOR))
    rig.do(lambda tx: terminals.change(tx, ledger.desktop, {"status": Status.ADMITTED, "expires_us": None}, ACTOR))
    rig.do(lambda tx: units.change(tx, ledger.finance, {"access_class": "B", "first_responsible_id": ledger.li}, ACTOR))
    rig.do(lambda tx: segments.change(tx, ledger.finance_segment, {"vlan": 112, "gateways": ()}, ACTOR))
    rig.do(lambda tx: people.change(tx, ledger.li, {"mobile": "19900000009", "staff_no": None}, ACTOR))
    rig.do(lambda tx: people.change(tx, ledger.wang, {"title": "窗口人员"}, ACTOR))
    rig.do(lambda tx: people.erase(tx, ledger.wang, ACTOR, "保存期满"))
    rig.do(lambda tx: adapters.end(tx, held.id, ACTOR))


def test_what_went_by_the_journal_agrees(rig: CollectorStore, ledger: SmallLedger) -> None:
    assert found(rig) == []
    live(rig, ledger)

    assert found(rig) == []
    assert verify(rig.store).is_intact


@pytest.mark.parametrize(
    ("statement", "kind", "why"),
    [
        ("UPDATE custody SET user_id = owner_id WHERE room = '0312'", "custody", "user_id not as"),
        ("UPDATE custody SET from_us = from_us - 1", "custody", "other times"),
        ("DELETE FROM custody WHERE room = '0312'", "custody", "has 2 versions, the journal made 3"),
        ("UPDATE adapter SET mac = '02-00-5E-00-53-77'", "adapter", "mac not as"),
        ("UPDATE terminal_address SET address = '10.37.12.99'", "address", "address not as"),
        ("UPDATE unit SET name = '另一单位' WHERE to_us IS NULL", "unit", "name not as"),
        ("UPDATE segment SET gateway_macs = '[]'", "segment", "gateway_macs not as"),
        ("UPDATE terminal SET status = 'admitted'", "terminal", "status not as"),
        ("UPDATE terminal SET to_us = 5 WHERE to_us IS NULL", "terminal", "other times"),
        ("UPDATE person SET unit_id = 'x' WHERE to_us IS NULL", "person", "unit_id not as"),
        (
            "INSERT INTO exemption VALUES ('x', 1, NULL, 'r', 'mac', 's', '1', 9, 'z', NULL, NULL, NULL)",
            "exemption",
            "no journalled act",
        ),
    ],
)
def test_what_went_beside_it_is_named(
    rig: CollectorStore, ledger: SmallLedger, statement: str, kind: str, why: str
) -> None:
    live(rig, ledger)
    rig.do(lambda tx: tx.connection.execute(text(statement)))

    assert any(item[0] == kind and why in item[1] for item in found(rig))
    first = verify(rig.store).first_break
    assert first is not None
    assert first.where == "ledger"


@pytest.mark.parametrize(
    "edit",
    [
        "at_us = x'00'",
        "action = x'00'",
        "subject_id = x'00'",
        "content = 'no json'",
        "content = '[]'",
        "content = '{}'",
        """content = '{"new": 3}'""",
        """content = '{"old": [], "new": {}}'""",
        "content = replace(hex(zeroblob(50000)), '0', '[')",
    ],
)
def test_an_edited_entry_hides_no_row_changed_beside_the_journal(
    rig: CollectorStore, ledger: SmallLedger, edit: str
) -> None:
    """Whoever spoils one act must not keep the rest of the ledger from being compared."""
    live(rig, ledger)
    spoilt = text(f"UPDATE journal SET {edit} WHERE action = 'segment-added' AND subject_id = :id")
    rig.do(lambda tx: tx.connection.execute(spoilt, {"id": ledger.services_segment}))
    rig.do(lambda tx: tx.connection.execute(text("UPDATE unit SET name = '另一单位' WHERE to_us IS NULL")))

    verdict = verify(rig.store)

    assert verdict.first_break is not None
    assert verdict.first_break.where == "journal"
    in_ledger = [item.what for item in verdict.breaks if item.where == "ledger"]
    assert f"unit {ledger.finance}" in in_ledger
    assert f"segment {ledger.services_segment}" in in_ledger


def test_a_row_removed_with_the_act_that_added_it_spoilt(rig: CollectorStore, ledger: SmallLedger) -> None:
    def remove(tx: Transaction) -> None:
        for statement in (
            "UPDATE journal SET content = '[]' WHERE subject_id = :id",
            "DELETE FROM terminal_address WHERE segment_id = :id",
            "DELETE FROM segment WHERE id = :id",
        ):
            tx.connection.execute(text(statement), {"id": ledger.services_segment})

    rig.do(remove)

    first = verify(rig.store).first_break
    assert first is not None
    assert first.where == "journal"


def test_one_person_in_anothers_place_is_named(rig: CollectorStore, ledger: SmallLedger) -> None:
    swap = text("UPDATE person SET sealed = (SELECT sealed FROM person AS other WHERE other.id = :li) WHERE id = :zhao")
    rig.do(lambda tx: tx.connection.execute(swap, {"li": ledger.li, "zhao": ledger.zhao}))

    (broken,) = verify(rig.store).breaks
    assert broken.what == f"person {ledger.zhao}"
    assert "mobile, name" in broken.why


def test_a_past_self_put_back_is_named(rig: CollectorStore, ledger: SmallLedger) -> None:
    """The person's own key opens it; the commitment does not fit."""
    rig.do(lambda tx: people.change(tx, ledger.li, {"mobile": "19900000009"}, ACTOR))
    back = text(
        "UPDATE person SET sealed = (SELECT sealed FROM person AS past WHERE past.id = :li AND past.to_us IS NOT NULL)"
        " WHERE id = :li AND to_us IS NULL"
    )
    rig.do(lambda tx: tx.connection.execute(back, {"li": ledger.li}))

    ((kind, why),) = found(rig)
    assert kind == "person"
    assert "mobile" in why
