"""Every fixture of every dialect, read as a person reads it; and what no switch ever wrote."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collector.errors import InvalidValue
from collector.imports.switch_tables import ALL_DIALECTS
from collector.imports.switch_tables.huawei_vrp import DIALECT as HUAWEI
from collector.imports.switch_tables.reader import port_of, read
from collector.imports.switch_tables.row import Learnt, Reading, Row, Unreadable

FIXTURES = Path("tests/fixtures/switches")
FILES = sorted(FIXTURES.rglob("*.txt"))
HEADING = b"MAC Address      VLAN ID    State            Port/Nickname            Aging\n"
GOOD = b"0000-5e00-5301   12         Learned          GE1/0/1                  Y\n"


def as_list(row: Row) -> list[object]:
    address = str(row.address) if row.address else None
    return [row.line, row.table.value, str(row.mac), address, row.vlan, row.port, row.learnt.value, row.age_s]


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_fixture_is_recognised_and_read(file: Path) -> None:
    expected = json.loads(file.with_suffix(".json").read_text())
    reading = read(file.read_bytes())

    assert reading.dialect == expected["dialect"] == file.parent.name
    assert [as_list(row) for row in reading.rows] == expected["rows"]
    assert [[one.line, one.reason.value] for one in reading.unread] == expected["unread"]


def test_every_dialect_has_its_three_tables() -> None:
    for dialect in ALL_DIALECTS:
        names = {path.parent.name for path in FILES}
        tables = {table for path in FILES if path.parent.name == dialect.id for table in read(path.read_bytes()).tables}
        assert dialect.id in names
        assert len(tables) == 3, dialect.id


def test_several_commands_in_one_log_are_one_reading() -> None:
    texts = [(FIXTURES / "huawei-vrp" / f"display-{name}.txt").read_bytes() for name in ("mac-address", "arp")]
    both = read(b"".join(texts))

    assert len(both.rows) == sum(len(read(text).rows) for text in texts)


def test_a_row_the_terminal_broke_in_two_is_one_row() -> None:
    head, tail = GOOD[:60].rstrip(), GOOD[60:].strip()
    reading = read(HEADING + head + b"\n" + tail + b"\n" + GOOD)

    assert [row.port for row in reading.rows] == ["GE1/0/1", "GE1/0/1"]
    assert reading.unread_count == 0


def test_vlan_of_a_passed_over_entry_does_not_move_to_the_one_before() -> None:
    content = (FIXTURES / "huawei-vrp" / "display-arp.txt").read_bytes()
    content = content.replace(b"12/-\n10.37.12.250", b"99/-\n10.37.12.250")

    assert {row.vlan for row in read(content).rows} == {12}


def test_what_is_not_understood_is_told_with_its_line_and_the_rest_goes_on() -> None:
    bad = b"0000-5e00-53zz   12         Learned          GE1/0/1                  Y\n"
    far = b"0000-5e00-5302   9999       Learned          GE1/0/1                  Y\n"
    reading = read(GOOD + HEADING + bad + far + b"x" * 600 + b"\n\x1b[31m\x07evil\n" + GOOD)

    assert [row.line for row in reading.rows] == [7]
    assert [(one.line, one.reason) for one in reading.unread] == [
        (1, Unreadable.NO_HEADING),
        (3, Unreadable.NO_ROW),
        (4, Unreadable.BAD_VLAN),
        (5, Unreadable.TOO_LONG),
        (6, Unreadable.NO_ROW),
    ]
    assert all(len(one.text) <= 121 and one.text.isprintable() for one in reading.unread)


def test_address_that_is_none_is_told() -> None:
    content = (FIXTURES / "cisco-ios" / "show-ip-arp.txt").read_bytes().replace(b"10.37.12.21 ", b"10.37.12.321")

    assert [one.reason for one in read(content).unread] == [Unreadable.BAD_ADDRESS]


def test_unheard_of_kind_is_not_taken_for_just_heard() -> None:
    reading = read(HEADING + GOOD.replace(b"Learned", b"Quantum"))

    assert [row.learnt for row in reading.rows] == [Learnt.KEPT]


def test_dialect_may_be_named_and_must_exist() -> None:
    file = (FIXTURES / "ruijie-rgos" / "show-mac-address-table.txt").read_bytes()

    assert read(file, "ruijie-rgos").rows == read(file).rows
    assert read(file, "huawei-vrp").rows == ()
    with pytest.raises(InvalidValue, match="is not known"):
        read(file, "zte")


@pytest.mark.parametrize("junk", [b":" * 500, b"a" * 500, b" " * 500 + b"x", b"10.1.1.1 0000-5e00-5301 " + b"D " * 220])
def test_lines_that_would_make_a_pattern_search_for_long(junk: bytes) -> None:
    """Enough of them that a search in quadratic time would run into the time limit of a test."""
    for file in FILES:
        lines = file.read_bytes().split(b"\n")
        reading = read(b"\n".join([*lines[:8], *[junk] * 2_000, *lines[8:]]), file.parent.name)
        assert reading.unread_count >= 2_000


def test_a_file_without_any_table_is_refused() -> None:
    for content in (b"", b"hello\n", b"\xff\xff\xff", HEADING):
        with pytest.raises(InvalidValue):
            read(content)


def test_ports_have_one_name_in_all_tables() -> None:
    assert port_of(HUAWEI, "GigabitEthernet0/0/1") == port_of(HUAWEI, "GE0/0/1") == ("GE0/0/1", None)
    assert port_of(HUAWEI, "Vlanif12") == (None, 12)
    assert [port_of(HUAWEI, text) for text in ("CPU", "-", "N/A", None)] == [(None, None)] * 4


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(st.binary(max_size=90), st.sampled_from([HEADING.strip(), GOOD.strip()])), max_size=12))
def test_no_bytes_break_the_reader(lines: list[bytes]) -> None:
    content = b"\n".join(lines)
    reading: Reading | None = None
    try:
        reading = read(content)
    except InvalidValue:
        return
    assert all(1 <= row.line <= reading.lines for row in reading.rows)
    assert len(reading.rows) + reading.unread_count <= reading.lines


@given(st.binary(min_size=6, max_size=6), st.integers(1, 4094), st.integers(1, 96))
def test_a_written_row_is_read_back(octets: bytes, vlan: int, port: int) -> None:
    text = octets.hex()
    mac = f"{text[:4]}-{text[4:8]}-{text[8:]}"
    (row,) = read(HEADING + f"{mac}   {vlan:<10} Learned          GE1/0/{port:<20} Y".encode()).rows

    assert (row.mac.octets, row.vlan, row.port) == (octets, vlan, f"GE1/0/{port}")
