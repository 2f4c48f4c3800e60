from collections.abc import Sequence
from dataclasses import replace
from ipaddress import ip_network
from typing import Any

import pytest

from collector.presence.radio_grade import Grade, grade_of_link, grade_of_radio
from collector.presence.stacking import stack
from protocol.mac import MacAddress
from protocol.observations import Adapter, Route, WirelessDevice
from tests.collector.presence.test_radios import LEFT_BEHIND
from tests.support.hardware import stacked
from tests.support.pc import WIFI, WIFI_DEVICE, WIRED, default_route

AP = MacAddress.parse("02-00-00-00-01-00")


def graded(
    adapters: Sequence[Adapter] = (WIRED, WIFI), said: Sequence[WirelessDevice] = (), routes: Sequence[Route] = ()
) -> list[Grade]:
    links = stack(adapters)
    return [grade_of_radio(one, links.by_id.get(one.adapter) if one.adapter else None, links, routes) for one in said]


@pytest.mark.parametrize(
    ("changes", "grade"),
    [
        ({"driver": None, "is_up": False}, Grade.PRESENT),
        ({"is_up": False}, Grade.DRIVER_BOUND),
        ({"soft_blocked": True}, Grade.DRIVER_BOUND),
        ({"hard_blocked": True}, Grade.DRIVER_BOUND),
        ({}, Grade.RADIO_ON),
        ({"ssid": "示例", "bssid": AP}, Grade.ASSOCIATED),
        ({"mode": "p2p-client", "bssid": AP}, Grade.ASSOCIATED),
        # Elsewhere the agent withholds which network it is.
        ({"is_associated": True}, Grade.ASSOCIATED),
        ({"mode": "monitor"}, Grade.MONITOR),
        ({"mode": "monitor", "is_up": False}, Grade.DRIVER_BOUND),
        ({"mode": "ap", "ssid": "示例"}, Grade.ACCESS_POINT),
        ({"mode": "p2p-go"}, Grade.ACCESS_POINT),
        ({"mode": "ibss"}, Grade.ACCESS_POINT),
        ({"mode": "mesh"}, Grade.ACCESS_POINT),
        ({"mode": "ap", "is_up": False}, Grade.DRIVER_BOUND),
    ],
)
def test_grade_of_a_radio(changes: dict[str, Any], grade: Grade) -> None:
    assert graded(said=[replace(WIFI_DEVICE, **changes)]) == [grade]


@pytest.mark.parametrize(
    ("changes", "grade"),
    [
        ({}, Grade.HIDDEN),
        ({"driver": None, "device": "phy0", "sources": ("rfkill",)}, Grade.HIDDEN),
        # Firmware missing: the driver holds the card and there is no radio, hence no switch.
        ({"sources": ("driver",)}, Grade.DRIVER_BOUND),
        # nl80211 was not asked: nobody denies it.
        ({"denied_by": ()}, Grade.DRIVER_BOUND),
        ({"sources": ("nl80211", "rfkill"), "denied_by": ("netdev",)}, Grade.NO_INTERFACE),
        ({"sources": ("nl80211", "rfkill"), "denied_by": ("netdev",), "soft_blocked": True}, Grade.DRIVER_BOUND),
    ],
)
def test_radio_that_shows_no_interface(changes: dict[str, Any], grade: Grade) -> None:
    assert graded([WIRED], [replace(LEFT_BEHIND, **changes)]) == [grade]


def test_driver_of_the_old_kind_is_graded_by_its_link() -> None:
    said = replace(WIFI_DEVICE, mode=None, sources=("devtype", "wireless"), denied_by=("nl80211", "rfkill"))

    assert graded(said=[said]) == [Grade.ASSOCIATED]
    assert graded([WIRED, replace(WIFI, carrier=False)], [said]) == [Grade.RADIO_ON]


def test_radio_that_carries_a_default_route() -> None:
    assert graded(said=[WIFI_DEVICE], routes=[default_route(WIFI.id)]) == [Grade.CARRIES_ROUTE]
    half = Route(WIFI.id, ip_network("0.0.0.0/1"), None, None, 0, 254)
    assert graded(said=[WIFI_DEVICE], routes=[half]) == [Grade.CARRIES_ROUTE]
    on_link = Route(WIFI.id, ip_network("192.168.1.0/24"), None, None, 0, 254)
    assert graded(said=[WIFI_DEVICE], routes=[on_link]) == [Grade.RADIO_ON]


@pytest.mark.parametrize("kind", ["vlan", "macvlan", "bond", "bridge", "ipvlan"])
def test_what_sits_on_a_radio_looks_wired(kind: str) -> None:
    above = stacked("lan0", kind, "wlan0")

    assert graded([WIRED, WIFI, above], [WIFI_DEVICE], routes=[default_route(above.id)]) == [Grade.CARRIES_ROUTE]


def test_word_of_a_grade() -> None:
    assert Grade.CARRIES_ROUTE.word == "carries-route"


def test_link_alone() -> None:
    links = stack([WIRED, WIFI])

    assert grade_of_link(WIFI, Grade.PRESENT, links, []) is Grade.ASSOCIATED
    assert grade_of_link(replace(WIFI, is_up=False), Grade.PRESENT, links, [default_route(WIFI.id)]) is Grade.PRESENT
