from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.store import chains, journal
from collector.store.journal import Entry
from collector.store.transaction import Transaction
from tests.support.collector_store import CollectorStore


def enter(tx: Transaction, subject: str = "s", reason: str | None = None) -> str:
    return journal.append(
        tx,
        actor="operator:1",
        action="unit-added",
        subject_kind="unit",
        subject_id=subject,
        content={"new": {"name": "示例市财政局", "vlan": 112}},
        reason=reason,
    )


def entries(rig: CollectorStore) -> list[Entry]:
    return rig.read(lambda connection: list(journal.entries(connection)))


def test_entries_form_a_chain_from_the_genesis(rig: CollectorStore) -> None:
    digests = [rig.do(enter), rig.do(lambda tx: enter(tx, reason="because"))]
    first, second = entries(rig)

    assert first.previous == chains.genesis(rig.store.collector_id).journal_digest
    assert second.previous == first.digest
    assert [first.digest, second.digest] == digests
    assert [entry.expected_digest() for entry in (first, second)] == digests
    assert (first.sequence, second.sequence, second.reason) == (1, 2, "because")
    assert first.values == {"new": {"name": "示例市财政局", "vlan": 112}}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("sequence", 2),
        ("at_us", 1),
        ("actor", "operator:2"),
        ("action", "unit-changed"),
        ("subject_kind", "person"),
        ("subject_id", "t"),
        ("content", "{}"),
        ("reason", "another"),
        ("previous", "0" * 64),
    ],
)
def test_every_field_is_under_the_digest(rig: CollectorStore, field: str, value: Any) -> None:
    rig.do(enter)
    (entry,) = entries(rig)

    altered: dict[str, Any] = {field: value}
    assert replace(entry, **altered).expected_digest() != entry.digest


def test_head_is_the_newest_entry(rig: CollectorStore) -> None:
    assert rig.read(journal.head) == chains.genesis(rig.store.collector_id).journal_digest
    inside = rig.do(lambda tx: (enter(tx), journal.head(tx))[1])

    assert rig.read(journal.head) == inside == entries(rig)[-1].digest


def test_entries_can_be_asked_for_in_part(rig: CollectorStore) -> None:
    for number in range(5):
        rig.do(partial(enter, subject=str(number % 2)))

    def ask(**wanted: object) -> list[int]:
        return rig.read(lambda connection: [item.sequence for item in journal.entries(connection, **wanted)])  # type: ignore[arg-type]

    assert ask(after=3) == [4, 5]
    assert ask(after=1, most=2) == [2, 3]
    assert ask(subject_id="1") == [2, 4]


@given(st.text(max_size=20), st.text("0123456789abcdef", min_size=32, max_size=32))
def test_commitment_binds_value_and_salt(value: str, salt: str) -> None:
    made = journal.commitment(value, salt)

    assert made == journal.commitment(value, salt)
    assert made != journal.commitment(value + "x", salt)
    assert made != journal.commitment(value, salt[::-1] + "x")


def test_commitment_of_nothing_is_nothing() -> None:
    assert journal.commitment(None, "0" * 32) is None
