from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.ledger.custody import Custody
from collector.ledger.drift import (
    DAY_US,
    Agreement,
    DriftField,
    DriftKind,
    NameFault,
    Observed,
    Sighted,
    Terms,
    compare,
    must_register_anew,
    name_faults,
    silence,
)
from collector.ledger.person import Person

NOW = 1_772_000_000_000_000
TERMS = Terms()
LI = Person(name="李明轩", unit_id="1" * 32, department="预算科", mobile="19900000001")
HELD = Custody(owner_id="2" * 32, user_id="3" * 32, confirmed_us=NOW - DAY_US)


@pytest.mark.parametrize(
    ("declared", "observed", "agreement"),
    [
        (("PF3FAKE01",), Observed(("pf3fake01",)), Agreement.AGREES),
        (("PF3FAKE01",), Observed(("PF3FAKE02",)), Agreement.DIFFERS),
        ((), Observed(("PF3FAKE02",)), Agreement.UNDECLARED),
        (("PF3FAKE01",), Observed(why_unseen="only root may read it"), Agreement.UNSEEN),
        (("PF3FAKE01",), Observed(), Agreement.UNSEEN),
        (("A",), Observed(("A", "B")), Agreement.DIFFERS),
        (("A",), Observed(("A", "B"), agrees=True), Agreement.AGREES),
        ((None, ""), Observed(("A",), agrees=False), Agreement.UNDECLARED),
    ],
)
def test_agreement(declared: tuple[str | None, ...], observed: Observed, agreement: Agreement) -> None:
    assert compare(DriftField.SERIAL_NO, declared, observed).agreement is agreement


@given(st.lists(st.text(max_size=8)), st.lists(st.text(max_size=8)), st.none() | st.text(max_size=5))
def test_what_nobody_observed_never_differs(declared: list[str], values: list[str], why: str | None) -> None:
    found = compare(DriftField.MACS, declared, Observed(tuple(values), why_unseen=why))

    if why is not None or not values:
        assert found.agreement is Agreement.UNSEEN


@given(st.sets(st.text(min_size=1, max_size=6)))
def test_what_is_declared_as_observed_agrees(values: set[str]) -> None:
    found = compare(DriftField.MACS, values, Observed(tuple(values)))

    assert found.agreement is (Agreement.AGREES if values else Agreement.UNSEEN)


def test_token_stands_for_both_values() -> None:
    one = compare(DriftField.HOSTNAME, ("a",), Observed(("b",), seen_us=1))

    assert one.token == compare(DriftField.HOSTNAME, ("a",), Observed(("b",), seen_us=2)).token
    assert one.token != compare(DriftField.HOSTNAME, ("a",), Observed(("c",))).token
    assert one.token != compare(DriftField.HOSTNAME, ("c",), Observed(("b",))).token


@pytest.mark.parametrize(
    ("days", "kind"),
    [
        (0, None),
        (7, None),
        (8, DriftKind.NOT_SEEN),
        (30, DriftKind.NOT_SEEN),
        (31, DriftKind.LONG_OFFLINE),
        (90, DriftKind.LONG_OFFLINE),
        (91, DriftKind.ZOMBIE),
    ],
)
def test_silence(days: int, kind: DriftKind | None) -> None:
    assert silence(Sighted(NOW - days * DAY_US, 0), NOW, TERMS) is kind
    assert silence(Sighted(None, NOW - days * DAY_US), NOW, TERMS) is kind


def test_what_nobody_could_have_seen_is_not_absent() -> None:
    assert silence(Sighted(None, 0, "nobody watches"), NOW, TERMS) is None
    assert silence(Sighted(NOW - 40 * DAY_US, 0, "nobody watches"), NOW, TERMS) is DriftKind.LONG_OFFLINE


def test_terms_are_tunable() -> None:
    assert silence(Sighted(NOW - 3 * DAY_US, 0), NOW, Terms(not_seen=2)) is DriftKind.NOT_SEEN


def faults(
    custody: Custody | None, user: Person | None, owner: Person | None = LI, *, shared: bool = False, held: int = 400
) -> set[str]:
    """`held`: for so many days it has been as it is."""
    since_us = NOW - held * DAY_US
    found = name_faults(custody, user, owner, is_shared=shared, held_us=since_us, now_us=NOW, terms=TERMS)
    return {str(one) for one in found}


def test_real_name_is_whole_and_confirmed() -> None:
    assert faults(HELD, LI) == set()
    assert faults(None, None) == {NameFault.NO_USER}
    assert faults(HELD, None) == {NameFault.NO_USER}
    assert faults(HELD, replace(LI, name="办公室")) == {NameFault.PLACEHOLDER}
    assert faults(HELD, replace(LI, mobile=None)) == {NameFault.NO_PHONE}
    assert faults(replace(HELD, confirmed_us=None), LI) == {NameFault.UNCONFIRMED}
    assert faults(replace(HELD, confirmed_us=NOW - 181 * DAY_US), LI) == {NameFault.UNCONFIRMED}
    assert faults(replace(HELD, confirmed_us=NOW - 180 * DAY_US), LI) == set()


def test_who_registers_has_confirmed_it() -> None:
    new = replace(HELD, confirmed_us=None)

    assert faults(new, LI, held=180) == set()
    assert faults(new, LI, held=181) == {NameFault.UNCONFIRMED}


def test_shared_terminal_is_as_good_as_its_owner() -> None:
    assert faults(replace(HELD, user_id=None), None, LI, shared=True) == set()
    assert faults(replace(HELD, user_id=None), None, None, shared=True) == {NameFault.NO_USER}


def test_erased_person_is_no_real_name() -> None:
    assert faults(HELD, replace(LI, name="", mobile=None)) == {NameFault.PLACEHOLDER, NameFault.NO_PHONE}


def test_another_serial_and_another_disk_is_another_computer() -> None:
    serial = compare(DriftField.SERIAL_NO, ("A1",), Observed(("B1",)))
    disk = compare(DriftField.DISK_SERIAL, ("A2",), Observed(("B2",)))

    assert must_register_anew([serial, disk])
    assert not must_register_anew([serial])
    assert not must_register_anew([serial, compare(DriftField.DISK_SERIAL, ("A2",), Observed(why_unseen="no"))])
