from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.ledger.machine import Machine, Match, Sign, compare, plain_serial, plain_uuid, same_hardware
from protocol.mac import MacAddress
from tests.support.identities import DESKTOP, OTHER

ONE, TWO = Machine.of(DESKTOP), Machine.of(OTHER)
TEXTS = st.none() | st.sampled_from(["PF3FAKE01", "PF3FAKE02"])
MACS = st.frozensets(st.sampled_from([MacAddress.parse(f"00-00-5E-00-53-0{n}") for n in range(1, 4)]))
MACHINES = st.builds(Machine, TEXTS, TEXTS, TEXTS, st.frozensets(st.sampled_from(["D1", "D2"])), TEXTS, MACS)


@given(MACHINES)
def test_signs_tell_the_machine(machine: Machine) -> None:
    assert Machine.from_signs(machine.signs()) == machine


@given(MACHINES, MACHINES)
def test_comparing_has_no_direction(one: Machine, other: Machine) -> None:
    assert compare(one, other) == compare(other, one)


@given(MACHINES)
def test_nothing_known_is_never_another_machine(machine: Machine) -> None:
    assert set(compare(machine, Machine()).values()) == {Match.UNKNOWN}
    assert same_hardware(compare(machine, Machine())) is Match.UNKNOWN
    assert Match.OTHER not in compare(machine, machine).values()


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({}, Match.SAME),
        ({"serial": "X1"}, Match.SAME),
        ({"board": "X1"}, Match.SAME),
        ({"serial": "X1", "board": "X2", "uuid": "x3"}, Match.OTHER),
        ({"serial": None, "board": "X2", "uuid": "x3"}, Match.OTHER),
        ({"serial": None, "board": None, "uuid": None}, Match.SAME),
        ({"serial": None, "board": None, "uuid": None, "macs": frozenset()}, Match.UNKNOWN),
        ({"serial": None, "board": None, "uuid": None, "macs": TWO.macs}, Match.OTHER),
        ({"disks": frozenset({"X"}), "machine_id": "x"}, Match.SAME),
    ],
)
def test_hardware(changes: dict[str, object], verdict: Match) -> None:
    assert same_hardware(compare(ONE, replace(ONE, **changes))) is verdict  # type: ignore[arg-type]


def test_two_machines_of_one_series() -> None:
    assert compare(ONE, TWO)[Sign.SERIAL] is Match.OTHER
    assert same_hardware(compare(ONE, TWO)) is Match.OTHER


def test_uuid_in_either_byte_order() -> None:
    assert plain_uuid("33221100-5544-7766-8899-aabbccddeeff") == plain_uuid("00112233445566778899AABBCCDDEEFF")


@pytest.mark.parametrize(
    "text", [None, "", "00000000-0000-0000-0000-000000000000", "FF" * 16, "03000200-0400-0500-0006-000700080009", "x"]
)
def test_filler_is_no_uuid(text: str | None) -> None:
    assert plain_uuid(text) is None


def test_filler_is_no_serial_number() -> None:
    assert plain_serial("To be filled by O.E.M.") is None
    assert plain_serial(" pf3fake01 ") == "PF3FAKE01"


def test_made_up_macs_are_left_out() -> None:
    assert Machine.of(replace(DESKTOP, permanent_macs=(MacAddress.parse("52-54-00-12-34-56"),))).macs == frozenset()
