from collector.presence.binding import ANSWERS, BRING_UP, FIRM, Heard, Pair
from protocol.observations import HeardHow
from tests.support.scenario import ADDRESS_1, MAC_1


def test_wanting_an_address_is_not_using_it() -> None:
    assert not FIRM & {HeardHow.ARP_PROBE, HeardHow.ND_DAD, HeardHow.DHCP4, HeardHow.DHCP6, HeardHow.NEIGHBOUR_TABLE}
    assert ANSWERS <= FIRM
    assert not ANSWERS & BRING_UP


def test_sighting_spans_its_frames() -> None:
    heard = Heard(Pair("5" * 32, MAC_1, ADDRESS_1), HeardHow.ARP_REPLY, 10, 20, 3, "agent:1", 1, 30)

    assert heard.is_firm
    assert (heard.interval.from_us, heard.interval.to_us) == (10, 21)
