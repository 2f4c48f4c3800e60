import pytest

from collector.imports.sheets.plan import ConflictKind
from collector.imports.sheets.register_view import Elsewhere
from collector.ledger.life_cycle import Status
from tests.support.ledger_rows import NUMBER, held, planned, reasons, view
from tests.support.messy_sheets import UNIT

BLANK = {"序列号": "", "MAC地址": "", "IP地址": ""}


@pytest.mark.parametrize(
    "row", [{"登记编号": NUMBER, **BLANK}, {"MAC地址": "", "IP地址": ""}, {"序列号": "", "IP地址": ""}]
)
def test_by_number_by_serial_by_mac(row: dict[str, str]) -> None:
    made = planned(row, register=view(held()), extra=("登记编号",))

    assert [item.row for item in made.unchanged] == [2]


def test_never_by_address() -> None:
    made = planned({"序列号": "S2X", "MAC地址": ""}, register=view(held()))

    assert reasons(made) == [(2, [f"is registered for terminal {NUMBER}"])]


def test_a_mac_of_another_terminal() -> None:
    made = planned({"序列号": "TF8FAKE02"}, {}, register=view(held(serial_no="OTHER1")))

    assert [row for row, _why in reasons(made)] == [2, 3], "both rows name the MAC"
    made = planned({"登记编号": "3714992026000009"}, register=view(held()), extra=("登记编号",))
    assert reasons(made) == [(2, [f"serial number or MAC belong to terminal {NUMBER}"])]


def test_a_retired_terminal_is_not_revived() -> None:
    made = planned({"登记编号": NUMBER}, register=view(held(status=Status.RETIRED)), extra=("登记编号",))

    assert reasons(made) == [(2, [f"terminal {NUMBER} is retired"])]


def test_units_by_alias_and_former_name_but_never_by_likeness() -> None:
    row = {"单位名称": "市财政局"}

    made = planned(row, register=view())
    assert (reasons(made), made.refused[0].findings[-1].suggestion) == ([(2, ["there is no such unit"])], UNIT)
    assert len(planned(row, register=view(), aliases={"市财政局": UNIT}).additions) == 1
    made = planned(row, register=view(former_names={"市财政局": "u1"}))
    assert str(made.additions[0].row.findings[0].why) == f"is the former name of {UNIT}"


def test_no_unit_at_all() -> None:
    assert reasons(planned({"单位名称": ""}, register=view())) == [(2, ["no unit is named"])]


def test_what_another_unit_has_goes_to_the_bureau_without_naming_it() -> None:
    elsewhere = Elsewhere(frozenset({"00-00-5E-00-53-01"}), frozenset({"PF3FAKE01"}), frozenset({NUMBER}))
    made = planned({"登记编号": NUMBER}, register=view(elsewhere=elsewhere), extra=("登记编号",))

    assert [item.kind for item in made.conflicts] == [ConflictKind.MAC, ConflictKind.NUMBER, ConflictKind.SERIAL]
    assert {item.unit_id for item in made.conflicts} == {"u1"}
    assert set(reasons(made)[0][1]) == {"belongs to another registration already; the bureau was told and decides"}


def test_an_address_on_a_segment_of_another_unit_is_another_address() -> None:
    elsewhere = Elsewhere(addresses=frozenset({("10.37.12.21", "s9")}))
    assert len(planned({}, register=view(elsewhere=elsewhere)).additions) == 1
    elsewhere = Elsewhere(addresses=frozenset({("10.37.12.21", "s1")}))
    assert len(planned({}, register=view(elsewhere=elsewhere)).conflicts) == 1
