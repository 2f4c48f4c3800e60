from collector.store import told_ports
from protocol.identity import AdapterId
from protocol.mac import MacAddress
from protocol.observations import DiscoveryProtocol, SwitchPort
from tests.support.collector_store import CollectorStore

SWITCH, PC = MacAddress.parse("00-00-5E-00-53-FE"), MacAddress.parse("00-00-5E-00-53-01")
SEGMENT, AGENT = "5" * 32, "a" * 32


def tell(rig: CollectorStore, at_us: int, port: str, name: str | None = "示例接入交换机") -> None:
    heard = SwitchPort(AdapterId("b" * 32), DiscoveryProtocol.LLDP, SWITCH, "chassis", port, "三楼 305", name, 112, 0)
    rig.do(lambda tx: told_ports.hear(tx, AGENT, SEGMENT, PC, heard, at_us))


def ports(rig: CollectorStore, from_us: int, to_us: int) -> list[tuple[str, int, int, int | None]]:
    found = rig.read(lambda c: told_ports.of_mac(c, str(PC), SEGMENT, from_us, to_us))
    return [(one.port, one.first_us, one.last_us, one.to_us) for one in found]


def test_a_word_holds_until_the_switch_says_another(rig: CollectorStore) -> None:
    tell(rig, 10, "GE0/0/5")
    tell(rig, 50, "GE0/0/5")
    tell(rig, 90, "GE0/0/6")

    assert ports(rig, 0, 9) == []
    assert ports(rig, 30, 30) == [("GE0/0/5", 10, 50, 90)]
    assert ports(rig, 99, 99) == [("GE0/0/6", 90, 90, None)]


def test_what_comes_late_lengthens_nothing(rig: CollectorStore) -> None:
    tell(rig, 90, "GE0/0/6")
    tell(rig, 50, "GE0/0/5")
    tell(rig, 40, "GE0/0/6")

    assert ports(rig, 99, 99) == [("GE0/0/6", 90, 90, None)]
    assert ports(rig, 50, 50) == [("GE0/0/5", 50, 50, 51)]


def test_a_switch_without_name_is_known_as_it_is_built(rig: CollectorStore) -> None:
    tell(rig, 10, "GE0/0/5", name=None)

    (one,) = rig.read(lambda c: told_ports.of_mac(c, str(PC), None, 10, 10))
    assert one.switch == "chassis"
