from collector.imports.switch_tables.cisco_ios import DIALECT
from collector.imports.switch_tables.reader import read
from collector.imports.switch_tables.row import Learnt, Row
from tests.collector.imports.switch_tables.test_reader import FIXTURES


def rows(name: str) -> list[Row]:
    return list(read((FIXTURES / DIALECT.id / f"{name}.txt").read_bytes()).rows)


def test_static_on_a_port_is_what_port_security_keeps_and_on_the_cpu_the_switch() -> None:
    kinds = {(row.port, row.learnt) for row in rows("show-mac-address-table")}

    assert {("Gi1/0/3", Learnt.KEPT), (None, Learnt.SELF), ("Gi1/0/1", Learnt.DYNAMIC)} <= kinds


def test_several_ports_are_no_place() -> None:
    assert [row.port for row in rows("show-mac-address-table-6500")] == ["Gi3/5", None, None]


def test_seconds_since_last_seen_of_the_6500() -> None:
    assert rows("show-mac-address-table-6500")[0].age_s == 15
