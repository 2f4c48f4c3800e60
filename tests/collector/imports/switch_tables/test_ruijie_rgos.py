from collector.imports.switch_tables.reader import read
from collector.imports.switch_tables.row import Learnt, Row
from collector.imports.switch_tables.ruijie_rgos import DIALECT
from tests.collector.imports.switch_tables.test_reader import FIXTURES


def rows(name: str) -> list[Row]:
    return list(read((FIXTURES / DIALECT.id / f"{name}.txt").read_bytes()).rows)


def test_ports_with_a_space_and_live_times() -> None:
    ports = [row.port for row in rows("show-mac-address-table")]

    assert ports == ["Gi0/1", "Gi0/2", "Gi0/3", "Ag1", "Te0/49"]


def test_age_of_arp_is_in_minutes_and_the_switch_itself_has_none() -> None:
    assert [row.age_s for row in rows("show-arp")] == [0, 2220, None]
    assert rows("show-arp")[2].learnt is Learnt.SELF
