from collector.imports.switch_tables.huawei_vrp import DIALECT
from collector.imports.switch_tables.reader import read
from collector.imports.switch_tables.row import Learnt, Row
from tests.collector.imports.switch_tables.test_reader import FIXTURES


def rows(name: str) -> list[Row]:
    return list(read((FIXTURES / DIALECT.id / f"{name}.txt").read_bytes()).rows)


def test_vlan_on_the_second_line_and_kinds_of_entries() -> None:
    arp = {row.mac.octets[-1]: row for row in rows("display-arp")}

    assert (arp[0x01].vlan, arp[0x01].port, arp[0x01].learnt) == (12, "GE0/0/1", Learnt.DYNAMIC)
    assert (arp[0xFE].learnt, arp[0x50].learnt) == (Learnt.SELF, Learnt.STATIC)


def test_what_port_security_keeps_is_not_dated() -> None:
    kinds = {row.port: row.learnt for row in rows("display-mac-address")}

    assert (kinds["GE0/0/3"], kinds["GE0/0/4"], kinds["GE0/0/5"]) == (Learnt.KEPT, Learnt.KEPT, Learnt.STATIC)


def test_age_of_learning_is_not_taken_for_the_time_since_the_last_frame() -> None:
    assert {row.age_s for row in rows("display-mac-address-cloudengine")} == {None}
