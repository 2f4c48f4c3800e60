"""Files read in a process of their own: what ends that process ends nothing else."""

from datetime import date
from pathlib import Path

import pytest

from collector.errors import InvalidValue
from collector.imports.sheets.declaration import Choices, Declaration
from collector.ingest.sheet_reading import MOST_SECONDS, read_apart
from tests.support.messy_sheets import sheet_of

BIFF = Path("tests/fixtures/ledger/biff8.xls").read_bytes()


def read(content: bytes, seconds: float = MOST_SECONDS) -> tuple[Declaration, list[tuple[int, int]]]:
    told: list[tuple[int, int]] = []
    found = read_apart(content, Choices(), date(2026, 3, 1), lambda *done: told.append(done), seconds)
    return found, told


def test_rows_come_in_pieces_and_whole() -> None:
    blank = {"IP地址": "", "MAC地址": ""}
    found, told = read(sheet_of(*({"序列号": f"FAKE{n}", **blank} for n in range(1200))))

    assert (len(found.rows), told) == (1200, [(500, 1200), (1000, 1200), (1200, 1200)])
    assert found.rows[-1].row == 1201


def test_a_refusal_crosses_the_border_with_all_it_says() -> None:
    with pytest.raises(InvalidValue, match="password") as raised:
        read(Path("tests/fixtures/ledger/password.xlsx").read_bytes())

    assert raised.value.next_step


@pytest.mark.parametrize(
    "damage", [{1426: 250}, {1849: 182, 3696: 45}], ids=["the-library-panics", "the-library-asks-for-too-much-memory"]
)
def test_damage_that_ends_the_reading_process(damage: dict[int, int]) -> None:
    content = bytearray(BIFF)
    for place, value in damage.items():
        content[place] = value

    with pytest.raises(InvalidValue, match="ended the program that read it"):
        read(bytes(content))


def test_a_file_that_takes_too_long() -> None:
    with pytest.raises(InvalidValue, match=r"ended the program|took more than"):
        read(sheet_of({}), seconds=0.01)
