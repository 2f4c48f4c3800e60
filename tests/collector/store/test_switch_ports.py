from collector.presence.location import Location, Place
from collector.store import switch_ports
from protocol.mac import MacAddress
from tests.support.collector_store import CollectorStore

MAC, OTHER = MacAddress.parse("00-00-5E-00-53-66"), MacAddress.parse("00-00-5E-00-53-67")
SEGMENT, SWITCH = "5" * 32, "SW-3F"


def put(rig: CollectorStore, at_us: int, port: str = "GE0/0/5", mac: MacAddress = MAC, switch: str = SWITCH) -> None:
    seen = Location(None, SEGMENT, switch, mac, Place(port, 12), at_us, at_us)
    rig.do(lambda tx: switch_ports.put(tx, seen))


def ports(rig: CollectorStore, from_us: int, to_us: int, segment: str | None = SEGMENT) -> list[tuple[str, int, int]]:
    found = rig.read(lambda c: switch_ports.of_mac(c, str(MAC), segment, from_us, to_us))
    return [(one.place.port, one.first_us, one.last_us) for one in found]


def test_locations_are_folded_and_asked_for_a_time(rig: CollectorStore) -> None:
    for at_us, port in ((10, "GE0/0/5"), (20, "GE0/0/5"), (30, "GE0/0/6")):
        put(rig, at_us, port)

    assert ports(rig, 15, 15) == [("GE0/0/5", 10, 20)]
    assert ports(rig, 25, 25) == [("GE0/0/5", 10, 20)]
    assert ports(rig, 99, 99) == [("GE0/0/6", 30, 30)]
    assert ports(rig, 0, 99) == [("GE0/0/6", 30, 30), ("GE0/0/5", 10, 20)]
    assert ports(rig, 0, 9) == []
    assert ports(rig, 15, 15, segment="6" * 32) == []


def test_two_switches_are_two_answers(rig: CollectorStore) -> None:
    put(rig, 10)
    put(rig, 12, "GE0/0/24", switch="SW-CORE")

    assert ports(rig, 50, 50) == [("GE0/0/24", 12, 12), ("GE0/0/5", 10, 10)]


def test_what_a_table_no_longer_names_is_ended(rig: CollectorStore) -> None:
    put(rig, 10)
    put(rig, 10, mac=OTHER)
    closed = rig.do(lambda tx: switch_ports.close_absent(tx, SEGMENT, SWITCH, 20, [OTHER]))
    put(rig, 30)
    put(rig, 30, mac=OTHER)

    assert closed == 1
    assert ports(rig, 0, 99) == [("GE0/0/5", 30, 30), ("GE0/0/5", 10, 10)]
    newest = rig.read(lambda c: switch_ports.newest(c, SEGMENT, SWITCH, [MAC, OTHER]))
    assert [newest[str(mac)].first_us for mac in (MAC, OTHER)] == [30, 10]
