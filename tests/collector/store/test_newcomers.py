from ipaddress import ip_address

from collector.ingest.folding import hear
from collector.presence.binding import Heard, Pair
from collector.store import newcomers
from protocol.mac import MacAddress
from protocol.observations import HeardHow
from tests.support.agents_door import DESKTOP_MAC
from tests.support.collector_store import CollectorStore
from tests.support.small_ledger import SmallLedger

MOMENT_US = 10_000_000
ONCE, TWICE = MacAddress.parse("02-00-00-00-00-01"), MacAddress.parse("02-00-00-00-00-02")


def heard(rig: CollectorStore, ledger: SmallLedger, mac: MacAddress, lasting_us: int = 0) -> None:
    now_us = rig.clock.now
    pair = Pair(ledger.finance_segment, mac, ip_address("10.37.12.99"))
    one = Heard(pair, HeardHow.ARP_REQUEST, now_us - lasting_us, now_us, 1, "agent:1", 1, now_us)
    rig.do(lambda tx: hear(tx, one))


def test_only_strangers_heard_for_a_moment_count(rig: CollectorStore, ledger: SmallLedger) -> None:
    desktop = MacAddress.parse(DESKTOP_MAC)
    since_us = rig.clock.now - 60_000_000
    heard(rig, ledger, ONCE)
    heard(rig, ledger, TWICE, lasting_us=MOMENT_US)
    heard(rig, ledger, desktop)

    assert rig.read(lambda c: newcomers.count(c, ledger.finance_segment, since_us, MOMENT_US)) == 1
    assert rig.read(lambda c: newcomers.count(c, ledger.services_segment, since_us, MOMENT_US)) == 0
    assert rig.read(lambda c: newcomers.count(c, ledger.finance_segment, rig.clock.now + 1, MOMENT_US)) == 0
    asked = (ONCE, TWICE, desktop)
    assert rig.read(lambda c: newcomers.among(c, ledger.finance_segment, asked, MOMENT_US)) == {str(ONCE)}
