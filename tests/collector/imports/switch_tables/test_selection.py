"""Which rows of a switch are a segment's, who is located and who is only heard."""

from ipaddress import ip_address, ip_network

import pytest

from collector.errors import InvalidValue
from collector.imports.switch_tables.row import Learnt, Reading, Row
from collector.imports.switch_tables.selection import UPLINK_MACS, Seen, Selection, Uplink, select
from collector.presence.binding import SwitchTable
from collector.presence.location import Place
from protocol.mac import MacAddress

TAKEN = 1_772_000_000_000_000
PREFIXES = (ip_network("10.37.12.0/24"),)


def mac(number: int) -> MacAddress:
    return MacAddress.parse(f"00-00-5E-00-53-{number:02X}")


def row(
    number: int,
    *,
    table: SwitchTable = SwitchTable.MAC,
    address: str | None = None,
    vlan: int | None = 12,
    port: str | None = "GE0/0/1",
    learnt: Learnt = Learnt.DYNAMIC,
    age_s: int | None = None,
) -> Row:
    return Row(1, table, mac(number), ip_address(address) if address else None, vlan, port, learnt, age_s)


def chosen(*rows: Row, vlan: int | None = 12, **more: object) -> Selection:
    reading = Reading("huawei-vrp", (SwitchTable.MAC,), len(rows), rows, (), 0)
    return select(reading, PREFIXES, vlan, TAKEN, **more)  # type: ignore[arg-type]


def only(selection: Selection) -> Seen:
    (one,) = selection.seen
    return one


def test_rows_of_one_mac_are_one_sighting_with_its_addresses_and_its_port() -> None:
    one = only(
        chosen(
            row(1, table=SwitchTable.ARP, address="10.37.12.21", port=None, age_s=300),
            row(1, port="GE0/0/1"),
            row(1, table=SwitchTable.DHCP, address="10.37.12.21", port="GE0/0/9", learnt=Learnt.KEPT),
        )
    )

    assert one.pairs == ((ip_address("10.37.12.21"), SwitchTable.ARP),)
    assert (one.heard_us, one.is_dated, one.is_repeated) == (TAKEN, True, True)
    assert one.place == Place("GE0/0/1", 12)


def test_the_age_dates_what_is_told() -> None:
    assert only(chosen(row(1, age_s=15))).heard_us == TAKEN - 15_000_000
    assert only(chosen(row(1, learnt=Learnt.KEPT))).is_dated is False


def test_other_vlans_other_prefixes_and_what_was_typed_in_are_counted_out() -> None:
    found = chosen(
        row(1, vlan=13),
        row(2, vlan=None),
        row(3, table=SwitchTable.ARP, address="10.38.0.1"),
        row(4, learnt=Learnt.STATIC),
        row(5, learnt=Learnt.SELF),
        row(6, table=SwitchTable.ARP, address="10.37.12.6", vlan=None),
    )

    assert [one.mac for one in found.seen] == [mac(6)]
    assert (found.other_vlan, found.outside, found.not_heard) == (2, 1, 2)


def test_a_port_with_many_macs_locates_nobody() -> None:
    behind = [row(number, port="GE0/0/24") for number in range(1, UPLINK_MACS + 2)]
    found = chosen(*behind, row(100, port="GE0/0/1"))

    assert found.uplinks == (Uplink("GE0/0/24", UPLINK_MACS + 1),)
    assert [one.place for one in found.seen if one.place] == [Place("GE0/0/1", 12)]
    assert chosen(*behind[:-1]).uplinks == ()
    assert chosen(*behind, uplink_macs=100).uplinks == ()
    assert chosen(row(1), uplink_ports=["GE0/0/1"]).uplinks == (Uplink("GE0/0/1", 1),)


def test_macs_of_other_vlans_count_for_the_uplink() -> None:
    behind = [row(number, port="GE0/0/24", vlan=number) for number in range(1, UPLINK_MACS + 2)]

    assert len(chosen(*behind, vlan=1).uplinks) == 1


def test_vlan_is_found_by_the_addresses_or_must_be_said() -> None:
    two = (row(1, vlan=12), row(2, vlan=13))
    arp = row(3, table=SwitchTable.ARP, address="10.37.12.3", vlan=13, port=None)

    assert chosen(row(1, vlan=7), vlan=None).vlan == 7
    assert chosen(*two, arp, vlan=None).vlan == 13
    assert chosen(row(1, vlan=None), vlan=None).vlan is None
    with pytest.raises(InvalidValue, match=r"several \(12, 13\)"):
        chosen(*two, vlan=None)
