from pathlib import Path

from collector.imports.switch_tables import ALL_DIALECTS
from collector.imports.switch_tables.dialect import heading, line


def test_every_file_of_a_dialect_is_in_the_list() -> None:
    folder = Path("collector/imports/switch_tables")
    holding = {path.stem for path in folder.glob("*.py") if "\nDIALECT = " in path.read_text()}

    assert holding == {dialect.id.replace("-", "_") for dialect in ALL_DIALECTS}


def test_rows_name_only_the_groups_the_reader_knows() -> None:
    known = {"mac", "address", "vlan", "port", "kind", "age", "more"}

    for dialect in ALL_DIALECTS:
        for layout in dialect.layouts:
            assert "mac" in layout.row.groupindex
            assert set(layout.row.groupindex) <= known
            assert bool(layout.kinds) <= ("kind" in layout.row.groupindex)


def test_headings_and_rows_do_not_mind_the_width_of_columns() -> None:
    assert heading("Age (min)", "Type").match("   age (min)      TYPE  more")
    assert line("a", "b").fullmatch("  A\t  b  ")
    assert not line("a", "b").fullmatch("ab")
