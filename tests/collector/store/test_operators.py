"""Accounts in a real store: bootstrap, granting, lockout, and what the journal says of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from collector.errors import AlreadyThere, NotAllowed, NotFound
from collector.operators.operator import NewAccount, State
from collector.operators.passwords import LOCKED_US
from collector.operators.roles import THE_THREE, Role
from collector.store import journal, operators
from collector.store.journal import Entry
from tests.support.collector_store import CollectorStore, open_collector_store

HASH = "$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHQ$aGFzaA"


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[CollectorStore]:
    with open_collector_store(tmp_path) as opened:
        yield opened


def create(rig: CollectorStore, name: str, role: Role | None = None, os_user: str | None = None) -> str:
    return rig.do(
        lambda tx: operators.create(tx, NewAccount(name, "周敏", os_user, HASH), actor="operator:maker", role=role)
    )


def acts(rig: CollectorStore, subject: str) -> list[Entry]:
    return rig.read(lambda connection: list(journal.entries(connection, subject_id=subject)))


def test_bootstrap_account_is_made_once_and_cannot_log_in(rig: CollectorStore) -> None:
    first, second = rig.do(operators.ensure_bootstrap), rig.do(operators.ensure_bootstrap)

    assert first == second
    assert rig.read(lambda connection: operators.password_hash(connection, first)) is None
    assert rig.read(lambda connection: operators.get(connection, "bootstrap")).role is Role.BOOTSTRAP


def test_new_account_is_disabled_until_a_role_is_granted(rig: CollectorStore) -> None:
    made = create(rig, "zhou-min")
    before = rig.read(lambda connection: operators.get(connection, made))

    rig.do(lambda tx: operators.grant(tx, made, Role.READER, "u" * 32, actor="operator:other", reason="new post"))
    after = rig.read(lambda connection: operators.get(connection, "zhou-min"))

    assert (before.role, before.state) == (None, State.DISABLED)
    assert (after.role, after.state, after.unit_id) == (Role.READER, State.ENABLED, "u" * 32)


def test_journal_names_creator_and_granter_and_never_the_hash(rig: CollectorStore) -> None:
    made = create(rig, "zhou-min")
    rig.do(lambda tx: operators.grant(tx, made, Role.READER, None, actor="operator:other", reason="new post"))
    rig.do(lambda tx: operators.set_password(tx, made, HASH, actor=f"operator:{made}"))

    entries = acts(rig, made)

    assert [(entry.action, entry.actor) for entry in entries] == [
        ("operator-added", "operator:maker"),
        ("operator-granted", "operator:other"),
        ("operator-password", f"operator:{made}"),
    ]
    assert not [entry for entry in entries if "argon2" in entry.content]
    assert rig.read(lambda connection: operators.creator_of(connection, made)) == "operator:maker"


@pytest.mark.parametrize(("name", "os_user"), [("zhou-min", None), ("other", "zhoumin")])
def test_name_and_os_user_are_unique(rig: CollectorStore, name: str, os_user: str | None) -> None:
    create(rig, "zhou-min", os_user="zhoumin")

    with pytest.raises(AlreadyThere, match="is taken"):
        create(rig, name, os_user=os_user)


def test_unknown_operator(rig: CollectorStore) -> None:
    with pytest.raises(NotFound, match="nobody"):
        rig.read(lambda connection: operators.get(connection, "nobody"))
    assert rig.read(lambda connection: operators.find_by_os_user(connection, "nobody")) is None


def test_bootstrap_closes_itself_with_the_third_administrator(rig: CollectorStore) -> None:
    rig.do(operators.ensure_bootstrap)
    closed = []
    for number, role in enumerate(THE_THREE):
        create(rig, f"person-{number}", role=role)
        closed.append(rig.do(operators.close_bootstrap))

    assert closed == [False, False, True]
    assert rig.read(lambda connection: operators.get(connection, "bootstrap")).state is State.DISABLED
    assert rig.do(operators.close_bootstrap) is False


def test_five_attempts_lock_even_when_made_at_once(rig: CollectorStore) -> None:
    made = create(rig, "zhou-min", role=Role.READER)
    for _ in range(5):
        rig.do(lambda tx: operators.begin_attempt(tx, made))

    with pytest.raises(NotAllowed, match="locked for 15"):
        rig.do(lambda tx: operators.begin_attempt(tx, made))
    rig.clock.advance(LOCKED_US / 1_000_000)
    rig.do(lambda tx: operators.begin_attempt(tx, made))


def test_success_and_enabling_clear_the_count(rig: CollectorStore) -> None:
    made = create(rig, "zhou-min", role=Role.READER)
    for clear in (
        lambda tx: operators.attempt_succeeded(tx, made),
        lambda tx: operators.set_state(tx, made, State.ENABLED, actor="operator:sec", reason="unlocked"),
    ):
        for _ in range(5):
            rig.do(lambda tx: operators.begin_attempt(tx, made))
        rig.do(clear)
        assert rig.read(lambda connection: operators.get(connection, made)).locked_until_us is None


def test_failed_login_is_journalled(rig: CollectorStore) -> None:
    made = create(rig, "zhou-min", role=Role.READER)
    rig.do(lambda tx: operators.begin_attempt(tx, made))
    rig.do(lambda tx: operators.attempt_failed(tx, made, "192.0.2.1"))

    assert acts(rig, made)[-1].values == {"failed": 1, "locked_until_us": None, "peer": "192.0.2.1"}


def test_list_is_in_order_of_names(rig: CollectorStore) -> None:
    create(rig, "zhou-min")
    create(rig, "li-mingxuan")

    assert [found.name for found in rig.read(operators.list_all)] == ["li-mingxuan", "zhou-min"]
