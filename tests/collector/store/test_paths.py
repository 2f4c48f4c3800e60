from functools import partial
from ipaddress import ip_address

from collector.ingest.folding import hear
from collector.presence.binding import Heard, Pair
from collector.presence.location import Location, Place
from collector.store import paths, switch_ports
from collector.store.paths import Held
from protocol.mac import MacAddress
from protocol.observations import HeardHow
from tests.support.collector_store import CollectorStore
from tests.support.small_ledger import SmallLedger

SOURCE = ip_address("10.37.12.80")
BOX = MacAddress.parse("00-00-5E-00-53-77")


def heard(rig: CollectorStore, segment: str, how: HeardHow) -> None:
    now_us = rig.clock.now
    one = Heard(Pair(segment, BOX, SOURCE), how, now_us, now_us, 1, "agent:1", 1, now_us)
    rig.do(lambda tx: hear(tx, one))


def test_holder_is_who_states_the_address_in_a_frame(rig: CollectorStore, ledger: SmallLedger) -> None:
    heard(rig, ledger.finance_segment, HeardHow.ARP_PROBE)
    assert rig.read(lambda connection: paths.holder(connection, SOURCE)) is None

    heard(rig, ledger.finance_segment, HeardHow.ARP_REPLY)
    assert rig.read(lambda connection: paths.holder(connection, SOURCE)) == Held(ledger.finance_segment, BOX)


def test_macs_on_the_same_port(rig: CollectorStore, ledger: SmallLedger) -> None:
    macs = [BOX, *(MacAddress(bytes([2, 0, 0, 0, 0, number])) for number in range(3))]
    for mac in macs:
        seen = Location(None, ledger.finance_segment, "S1", mac, Place("GE1/0/7", 12), 1, 1, 1, True)
        rig.do(partial(switch_ports.put, seen=seen))

    held = Held(ledger.finance_segment, BOX)
    assert rig.read(lambda connection: paths.macs_on_port(connection, held)) == 4
    assert rig.read(lambda connection: paths.macs_on_port(connection, Held(ledger.services_segment, BOX))) == 0


def test_unknown_agent_has_no_source(rig: CollectorStore, ledger: SmallLedger) -> None:
    assert rig.read(lambda connection: paths.source_of(connection, "f" * 32)) is None
    assert rig.read(lambda connection: paths.behind(connection, SOURCE, "f" * 32, 0)) == 0
