import pytest

from collector.errors import InvalidValue
from collector.store import enrolment_codes, journal
from tests.support.collector_store import CollectorStore
from tests.support.small_ledger import ACTOR, SmallLedger


def test_code_is_never_stored_and_found_however_it_is_typed(rig: CollectorStore, ledger: SmallLedger) -> None:
    code = rig.do(lambda tx: enrolment_codes.issue(tx, ledger.desktop, ACTOR))

    assert len(code.replace("-", "")) == 20
    for typed in (code, code.lower(), code.replace("-", ""), f" {code.replace('-', ' ')} "):
        found = rig.read(lambda c, typed=typed: enrolment_codes.find(c, typed))  # type: ignore[misc]
        assert found is not None
        assert found.terminal_id == ledger.desktop
    assert rig.read(lambda c: enrolment_codes.find(c, code[:-1])) is None
    plain = code.replace("-", "").encode()
    assert all(plain not in path.read_bytes() for path in rig.store.path.parent.glob("store*"))
    assert rig.read(lambda c: [one.action for one in journal.entries(c)])[-1] == "code-issued"


def test_used_code_names_its_user(rig: CollectorStore, ledger: SmallLedger) -> None:
    code = rig.do(lambda tx: enrolment_codes.issue(tx, ledger.desktop, ACTOR))
    held = rig.read(lambda c: enrolment_codes.find(c, code))
    assert held is not None
    rig.do(lambda tx: enrolment_codes.use(tx, held.id, "a" * 32, "k" * 16))

    used = rig.read(lambda c: enrolment_codes.of_agent(c, "a" * 32))
    assert used is not None
    assert (used.uses_left, used.used_by_key) == (0, "k" * 16)
    assert rig.read(lambda c: enrolment_codes.terminal_asked_for(c, "a" * 32)) == ledger.desktop
    with pytest.raises(InvalidValue, match="no terminal"):
        rig.read(lambda c: enrolment_codes.terminal_asked_for(c, "b" * 32))
    assert rig.read(lambda c: enrolment_codes.pending_for(c, ledger.desktop)) == ["a" * 32]
