import pytest

from collector.errors import AlreadyThere
from collector.presence.fingerprint import Kin, changes
from collector.presence.interval import DAY_US
from collector.store import clients
from collector.store.clients import MOST_WORDS
from collector.store.transaction import Transaction
from protocol.identity import AdapterId
from protocol.mac import MacAddress
from protocol.observations import DhcpClientHeard, DhcpVersion, HeardHow, NameHeard
from tests.support.collector_store import CollectorStore

PRINTER = MacAddress.parse("00-00-5E-00-53-04")
PHONE, PHONE_LATER = MacAddress.parse("DA-A1-19-00-53-01"), MacAddress.parse("DA-A1-19-00-53-02")
SEGMENT = "5" * 32
ADAPTER = AdapterId("a" * 32)


def client(mac: MacAddress = PRINTER, vendor: str | None = "Pantum", client_id: str | None = None) -> DhcpClientHeard:
    return DhcpClientHeard(ADAPTER, mac, DhcpVersion.DHCP4, client_id, vendor, (1, 3, 6), False, 0)


def name(mac: MacAddress, text: str) -> NameHeard:
    return NameHeard(ADAPTER, mac, text, None, HeardHow.MDNS, 0)


def hear(rig: CollectorStore, said: DhcpClientHeard | NameHeard, at_us: int) -> None:
    rig.do(lambda tx: clients.hear(tx, SEGMENT, said, at_us))


def accept(tx: Transaction, reason: str) -> int:
    return clients.accept(tx, "7" * 32, [PRINTER], "operator:1", reason, clients.as_of(tx.connection, [PRINTER]))


def test_the_same_word_is_one_row_with_its_first_and_last_time(rig: CollectorStore) -> None:
    for at_us in (20, 10, 30):
        hear(rig, client(), at_us)
    hear(rig, client(vendor=None), 40)

    words = rig.read(lambda c: clients.words_of(c, SEGMENT, PRINTER))
    assert [(word.vendor_class, word.first_us, word.last_us) for word in words] == [("Pantum", 10, 30), (None, 40, 40)]
    assert rig.read(lambda c: clients.words_of(c, "6" * 32, PRINTER)) == ()


def test_acceptance_covers_what_was_said_so_far_and_is_journalled(rig: CollectorStore) -> None:
    hear(rig, client(), 10)
    assert rig.do(lambda tx: accept(tx, "new firmware")) == 1
    hear(rig, client(vendor="MSFT 5.0"), 20)

    words = rig.read(lambda c: clients.words_of(c, SEGMENT, PRINTER))
    assert [word.accepted_us is not None for word in words] == [True, False]


def test_a_mac_that_never_stops_speaking_differently_is_bounded(rig: CollectorStore) -> None:
    hear(rig, client(), 1)
    rig.do(lambda tx: accept(tx, "its own"))
    for number in range(MOST_WORDS + 20):
        hear(rig, client(vendor=f"v{number}"), 10 + number)

    words = rig.read(lambda c: clients.words_of(c, SEGMENT, PRINTER))
    assert len(words) == MOST_WORDS
    assert words[0].vendor_class == "Pantum"
    assert words[-1].vendor_class == f"v{MOST_WORDS + 19}"


def test_what_a_mac_said_first_cannot_be_washed_away(rig: CollectorStore) -> None:
    later = 3 * DAY_US
    hear(rig, client(), 1)
    for number in range(MOST_WORDS + 20):
        hear(rig, client(vendor=f"v{number}"), later + number)

    words = rig.read(lambda c: clients.words_of(c, SEGMENT, PRINTER))
    assert (len(words), words[0].vendor_class) == (MOST_WORDS, "Pantum")
    assert [one.before for one in changes(PRINTER, words)] == [("Pantum",)]


def test_of_a_first_day_full_of_words_the_first_stay(rig: CollectorStore) -> None:
    for number in range(MOST_WORDS + 20):
        hear(rig, client(vendor=f"v{number}"), 10 + number)

    words = rig.read(lambda c: clients.words_of(c, SEGMENT, PRINTER))
    assert [word.vendor_class for word in words[:2]] == ["v0", "v1"]
    assert len(words) == MOST_WORDS


def kin(rig: CollectorStore, mac: MacAddress) -> list[Kin]:
    return rig.read(lambda c: clients.kin(c, SEGMENT, mac, clients.words_of(c, SEGMENT, mac), rig.clock.now))


def test_made_up_macs_of_one_machine_are_joined(rig: CollectorStore) -> None:
    now = rig.clock.now
    hear(rig, client(PHONE, "android-dhcp-13", "ff0011"), now - 10)
    hear(rig, client(PHONE_LATER, "android-dhcp-13", "ff0011"), now)

    assert kin(rig, PHONE_LATER) == [Kin(PHONE, now - 10, "dhcp4:ff0011")]
    assert kin(rig, PHONE) == [Kin(PHONE_LATER, now, "dhcp4:ff0011")]


def test_two_phones_with_a_makers_name_are_two(rig: CollectorStore) -> None:
    hear(rig, name(PHONE, "iPhone"), rig.clock.now)
    hear(rig, name(PHONE_LATER, "iPhone"), rig.clock.now)

    assert kin(rig, PHONE_LATER) == []


def test_a_burnt_in_mac_is_nobodys_kin(rig: CollectorStore) -> None:
    hear(rig, name(PRINTER, "DESKTOP-4F7K2Q1"), rig.clock.now)
    hear(rig, name(PHONE, "desktop-4f7k2q1"), rig.clock.now)

    assert kin(rig, PHONE) == []


def test_acceptance_of_what_was_not_seen_is_refused(rig: CollectorStore) -> None:
    hear(rig, client(), 10)
    seen = rig.read(lambda c: clients.as_of(c, [PRINTER]))
    hear(rig, client(), 15)
    assert rig.read(lambda c: clients.as_of(c, [PRINTER])) == seen
    hear(rig, client(vendor="MSFT 5.0"), 20)

    with pytest.raises(AlreadyThere, match="something else since"):
        rig.do(lambda tx: clients.accept(tx, "7" * 32, [PRINTER], "operator:1", "new firmware", seen))
    assert {word.accepted_us for word in rig.read(lambda c: clients.words_of(c, SEGMENT, PRINTER))} == {None}
