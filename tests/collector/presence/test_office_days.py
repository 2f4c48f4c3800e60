"""No false alert in simulated days of a real office, and strangers in it are seen, once each."""

from collections import Counter
from dataclasses import replace
from ipaddress import ip_address

import pytest

from collector.presence.interval import SECOND_US
from protocol.observations import HeardHow
from tests.support.office import HOME, HOUR_US, Office
from tests.support.scenario import DAY_ZERO_US, PHONE, SEGMENT, STRANGER, VRRP


def explain(office: Office) -> str:
    return "\n".join(
        f"{(at_us - DAY_ZERO_US) / HOUR_US:.3f} h {alert.dedup_key} {alert.evidence.get('why')}"
        for at_us, alert in office.story.notified[:20]
    )


@pytest.mark.slow
def test_two_hundred_terminals_two_days() -> None:
    office = Office(pcs=200, days=2, seed=20260302)
    office.wire.away = [(DAY_ZERO_US + 10 * HOUR_US, DAY_ZERO_US + 11 * HOUR_US)]

    office.run()

    assert office.beats > 100_000
    assert office.sightings > 30_000
    assert office.story.notified == [], explain(office)


@pytest.mark.parametrize("seed", range(3))
def test_short_outages_of_the_collector(seed: int) -> None:
    office = Office(pcs=20, days=1, seed=seed)
    starts = [DAY_ZERO_US + 9 * HOUR_US + number * HOUR_US // 2 for number in range(16)]
    office.wire.away = [(start, start + (60 + 25 * number) * SECOND_US) for number, start in enumerate(starts)]

    office.run()

    assert office.story.notified == [], explain(office)


def test_virtual_router_that_nobody_declared_is_suspected_and_told_to_nobody() -> None:
    undeclared = replace(HOME, gateway_macs=frozenset(), infrastructure_macs=HOME.infrastructure_macs - {VRRP})
    office = Office(pcs=20, days=2, seed=5, home=undeclared)

    office.run()

    assert office.story.notified == [], explain(office)
    (alert,) = [one for one in office.story.alerts.values() if one.rule == "unapproved-infrastructure"]
    assert (alert.certainty, alert.evidence["mac"]) == ("suspected", str(VRRP))


@pytest.mark.parametrize("seed", [3, 20260302])
def test_docks_dongles_network_boot_and_clocks_years_off(seed: int) -> None:
    office = Office(pcs=60, days=2, seed=seed, printers=4, phones=2, is_varied=True)
    office.wire.away = [(DAY_ZERO_US + 16 * HOUR_US, DAY_ZERO_US + 16 * HOUR_US + 700 * SECOND_US)]

    office.run()

    told = Counter(alert.rule for _, alert in office.story.notified)
    assert told == {"unregistered-terminal": len(office.strangers), "clock-off": len(office.wire.clocks_off)}, explain(
        office
    )


def test_strangers_among_them_are_told_once_each() -> None:
    office = Office(pcs=20, days=1, seed=7)
    for number in range(0, 600, 3):
        for mac, address in ((STRANGER, "10.37.13.201"), (PHONE, "10.37.13.202")):
            at_us = DAY_ZERO_US + 10 * HOUR_US + number * 60 * SECOND_US
            office.do(at_us, lambda mac=mac, address=address: _speak(office, mac, address))  # type: ignore[misc]

    office.run()

    assert sorted(office.story.told) == ["unregistered-terminal"] * 2, explain(office)
    assert {alert.times > 100 for alert in office.story.alerts.values() if alert.rule == "unregistered-terminal"} == {
        True
    }


def test_agent_that_is_stopped_at_noon_is_told() -> None:
    office = Office(pcs=10, days=1, seed=11)
    stopped = []

    def stop() -> None:
        victim = next(pc for pc in office.pcs if pc.has_agent_up)
        victim.stop_agent()
        stopped.append(victim.name)

    office.do(DAY_ZERO_US + 13 * HOUR_US + HOUR_US // 2, stop)

    office.run()

    assert office.story.told == ["agent-silent-while-present"], explain(office)
    assert [alert.evidence["terminal"] for _, alert in office.story.notified] == stopped


def _speak(office: Office, mac: object, address: str) -> None:
    office.heard(mac, ip_address(address), HeardHow.ARP_REQUEST, SEGMENT)  # type: ignore[arg-type]
