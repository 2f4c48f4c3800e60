from collector.imports.switch_tables.h3c_comware import DIALECT
from collector.imports.switch_tables.reader import read
from collector.imports.switch_tables.row import Learnt, Row
from tests.collector.imports.switch_tables.test_reader import FIXTURES


def rows(name: str) -> list[Row]:
    return list(read((FIXTURES / DIALECT.id / f"{name}.txt").read_bytes()).rows)


def test_states_of_two_words_and_a_log_line_between() -> None:
    kinds = [row.learnt for row in rows("display-mac-address")]

    assert kinds == [Learnt.DYNAMIC, Learnt.DYNAMIC, Learnt.STATIC, Learnt.KEPT, Learnt.DYNAMIC, Learnt.DYNAMIC]


def test_comware_5_and_7_name_ports_alike() -> None:
    assert rows("display-mac-address-comware5")[0].port == "GE1/0/1" == rows("display-mac-address")[0].port
