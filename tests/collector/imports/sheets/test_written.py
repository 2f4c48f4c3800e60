from collector.imports.sheets.headings import Field
from collector.imports.sheets.written import plain, same
from collector.ledger.life_cycle import Status
from collector.ledger.terminal import TerminalType


def test_values_as_sheets_have_them() -> None:
    assert plain(Field.TERMINAL_TYPE, TerminalType.LAPTOP) == "便携机"
    assert plain(Field.STATUS, Status.ADMITTED) == "在网"
    assert (plain(Field.AGENT_EXPECTED, True), plain(Field.VLAN, 112), plain(Field.BRAND, None)) == ("是", "112", "")
    assert plain(Field.EXPIRES, 1767628800_000_000) == "2026-01-05"


def test_full_width_letters_are_no_other_text() -> None:
    assert same("\uff27\uff25\uff10", "GE0")
    assert not same("GE0", "GE1")
    assert not same(None, "GE1")
    assert not same(Status.DRAFT, Status.SUBMITTED)
