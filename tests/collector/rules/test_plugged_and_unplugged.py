"""The life of a way out, as alerts: opened when it shows, graver as it opens, over when it is gone."""

from dataclasses import dataclass, replace
from typing import Any

import pytest

from collector.rules import ALL_RULES
from collector.rules.engine import judge
from collector.rules.facts import AgentFacts
from collector.rules.finding import Settled
from protocol.mac import MacAddress
from protocol.observations import AdapterKind, Forwarding
from tests.collector.presence.test_sharing import BRIDGE, on
from tests.support.hardware import DONGLE, PHONE, made_by
from tests.support.pc import WIFI_DEVICE, WIRED, default_route, held
from tests.support.rule_facts import pc_facts
from tests.support.scenario import Scenario, scenario

ALL = frozenset({"adapters", "wireless", "addressing", "attached-devices", "sharing"})
AP = MacAddress.parse("02-00-00-00-01-00")
DRIVEN = replace(DONGLE, drivers=("mt7601u",), interfaces=("wlan1",))
STICK = made_by(DRIVEN, "wlan1", AdapterKind.WIFI)
RADIO = replace(
    WIFI_DEVICE, device="phy3", name="wlan1", adapter=STICK.id, vendor_id="148f", product_id="7601", driver="mt7601u"
)
TETHER = made_by(PHONE, "enx0200005e0001", AdapterKind.USB_TETHER)


@dataclass(frozen=True)
class At:
    """What the PC says at a moment, and the alerts that stand then: rule, grade or way, severity."""

    clock: str
    facts: AgentFacts
    standing: tuple[tuple[str, str, str], ...]
    told: int


def pc(*links: Any, **more: Any) -> AgentFacts:
    return pc_facts(*(links or (WIRED,)), answered=more.pop("answered", ALL), **more)


STICKS_DAY = (
    At("09:00", pc(), (), 0),
    At("09:01", pc(said=(DONGLE,)), (("wireless-adapter", "present", "low"),), 1),
    At(
        "09:02",
        pc(WIRED, STICK, said=(DRIVEN,), wireless=(RADIO,)),
        (("wireless-adapter", "radio-on", "medium"),),
        2,
    ),
    At(
        "09:03",
        pc(WIRED, STICK, said=(DRIVEN,), wireless=(replace(RADIO, bssid=AP, ssid="示例"),)),
        (("wireless-adapter", "associated", "high"),),
        3,
    ),
    At(
        "09:04",
        pc(on(BRIDGE, WIRED), on(BRIDGE, STICK), BRIDGE, said=(DRIVEN,), wireless=(replace(RADIO, mode="ap"),)),
        (("sharing", "bridge", "critical"), ("wireless-adapter", "bridged", "critical")),
        5,
    ),
    # Nobody could look: nothing is over, and nobody is told again.
    At(
        "09:05",
        pc(WIRED, answered=frozenset()),
        (("sharing", "bridge", "critical"), ("wireless-adapter", "bridged", "critical")),
        5,
    ),
    At("09:06", pc(), (), 5),
    # The same stick in another port is the next episode of the same alert.
    At("09:07", pc(said=(DONGLE,)), (("wireless-adapter", "present", "low"),), 6),
)
PHONES_DAY = (
    At("09:00", pc(said=(replace(PHONE, interfaces=(), drivers=()),)), (("other-way-out", "present", "low"),), 1),
    At("09:01", pc(WIRED, TETHER, said=(PHONE,)), (("other-way-out", "up", "medium"),), 2),
    At(
        "09:02",
        pc(
            WIRED,
            TETHER,
            said=(PHONE, Forwarding(4, True, ())),
            addresses=(held(TETHER.id, "10.200.0.7"),),
            routes=(default_route(TETHER.id, "10.200.0.1"),),
        ),
        (("other-way-out", "carries-route", "critical"), ("two-zones-at-once", "", "critical")),
        4,
    ),
    At("09:03", pc(), (), 4),
)


@pytest.mark.parametrize("day", [STICKS_DAY, PHONES_DAY], ids=["stick", "phone"])
def test_a_day(day: tuple[At, ...]) -> None:
    story = scenario()
    for moment in day:
        story.at(moment.clock)
        _report(story, moment.facts)
        assert _standing(story) == moment.standing, moment.clock
        assert len(story.told) == moment.told, (moment.clock, story.told)


def _report(story: Scenario, facts: AgentFacts) -> None:
    now_us = story.now_us
    one = replace(facts, now_us=now_us, seen_us=now_us, received_us=now_us)
    for conclusion in judge(ALL_RULES, [one], now_us):
        if isinstance(conclusion, Settled) and conclusion.but is not None:
            _settle(story, conclusion, conclusion.but)
        else:
            story.conclude(conclusion)


def _settle(story: Scenario, settled: Settled, but: frozenset[str]) -> None:
    """All parts of the subject except those, as the collector's store does it."""
    kept = {replace(settled, subject=replace(settled.subject, part=part)).dedup_key for part in but}
    for key in [key for key in story.alerts if key.startswith(settled.dedup_key) and key not in kept]:
        subject = replace(settled.subject, part=key.removeprefix(settled.dedup_key))
        story.conclude(replace(settled, subject=subject, but=None))


def _standing(story: Scenario) -> tuple[tuple[str, str, str], ...]:
    alerts = [one for one in story.alerts.values() if one.state != "closed"]
    graded = [
        (one.rule, one.evidence.get("grade") or one.evidence.get("by") or "", one.severity.word) for one in alerts
    ]
    return tuple(sorted((rule, str(grade), word) for rule, grade, word in graded))
