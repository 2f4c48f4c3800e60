from ipaddress import ip_address

import pytest

from agent.lan.asked import MOST_ANSWERERS, Asked
from agent.lan.decode.heard import SightingHeard
from protocol.mac import MacAddress
from protocol.observations import HeardHow

HOST, SIX = ip_address("10.37.12.21"), ip_address("fe80::21")


def heard(number: int = 1, how: HeardHow = HeardHow.ARP_REPLY, address: str = "10.37.12.21") -> SightingHeard:
    return SightingHeard(MacAddress(bytes.fromhex("00005e0053") + bytes([number])), ip_address(address), how, None)


def test_an_answer_is_news_once_for_each_question() -> None:
    asked = Asked()
    assert not asked.is_news(heard())
    asked.add(HOST)
    assert (asked.is_news(heard()), asked.is_news(heard()), asked.is_news(heard(2))) == (True, False, True)
    asked.add(HOST)
    assert asked.is_news(heard())
    asked.forget([HOST, SIX])
    assert not asked.is_news(heard())


@pytest.mark.parametrize("how", sorted(set(HeardHow) - {HeardHow.ARP_REPLY, HeardHow.ND_ADVERTISEMENT}))
def test_nothing_else_is_an_answer(how: HeardHow) -> None:
    asked = Asked()
    asked.add(HOST)

    assert not asked.is_news(heard(how=how))
    assert not asked.is_news(heard(address="10.37.12.22"))


def test_a_flood_of_answers_ends() -> None:
    asked = Asked()
    asked.add(SIX)
    flood = [heard(number, HeardHow.ND_ADVERTISEMENT, "fe80::21") for number in range(200)]

    assert sum(map(asked.is_news, flood)) == MOST_ANSWERERS
