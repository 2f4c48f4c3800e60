from dataclasses import replace

import pytest

from collector.presence.interval import DAY_US, SECOND_US
from collector.presence.subject import Admission
from collector.rules.facts import Away, ByTurnsFacts, Stay
from collector.rules.finding import Finding, Severity
from collector.rules.two_zones_by_turns import TwoZonesByTurns
from protocol.observations import Adapter, AdapterKind
from tests.support.pc import WIFI, WIRED, adapter
from tests.support.rule_facts import AGENT, NOW, TERMINAL, findings

DEDICATED = replace(TERMINAL, access_mode="dedicated", access_class="A")


def away(zone: str = "private", seconds: int = 3600, by: Adapter | None = WIRED, unheard: bool = True) -> Away:
    from_us = NOW - 7200 * SECOND_US
    to_us = from_us + seconds * SECOND_US
    return Away(zone, (by or WIFI).id, by, from_us, to_us, NOW, was_unheard=unheard)


def facts(*told: Away, stays: tuple[Stay, ...] = (), **row: object) -> ByTurnsFacts:
    return ByTurnsFacts(NOW, AGENT, replace(DEDICATED, **row), told, stays)  # type: ignore[arg-type]


def judged(one: ByTurnsFacts) -> list[Finding]:
    return findings(TwoZonesByTurns().judge(one))


@pytest.mark.parametrize(
    ("zone", "severity"),
    [
        ("private", Severity.MEDIUM),
        ("extranet", Severity.MEDIUM),
        ("shared", Severity.HIGH),
        ("public", Severity.HIGH),
    ],
)
def test_dedicated_terminal_elsewhere(zone: str, severity: Severity) -> None:
    (one,) = judged(facts(away(zone)))

    assert one.severity is severity
    assert (one.first_us, one.last_us) == (one.evidence["from_us"], one.evidence["to_us"])
    assert (one.evidence["zone"], one.evidence["interface"], one.evidence["late"]) == (zone, "eth0", True)
    assert one.evidence["collector_out_of_reach"] is True


def test_told_in_time_is_not_called_late() -> None:
    just_now = replace(away(unheard=False), from_us=NOW - 600 * SECOND_US, to_us=NOW - SECOND_US)
    (one,) = judged(facts(just_now))

    assert "late" not in one.evidence
    assert one.evidence["collector_out_of_reach"] is False


@pytest.mark.parametrize(("mode", "count"), [("dedicated", 1), ("", 1), ("by-turns", 0), ("dual-approved", 0)])
def test_the_terminal_s_mode_decides(mode: str, count: int) -> None:
    assert len(judged(facts(away(), access_mode=mode))) == count


@pytest.mark.parametrize(
    ("access_class", "kind", "zone", "is_found"),
    [
        (None, AdapterKind.WIRED, "private", True),
        ("A", AdapterKind.WIRED, "private", True),
        ("B", AdapterKind.WIRED, "private", True),
        ("D", AdapterKind.WIRED, "public", True),
        ("C", AdapterKind.WIRED, "private", False),
        ("E", AdapterKind.WIRED, "private", False),
        ("F", AdapterKind.WIRED, "private", False),
        ("C", AdapterKind.WIFI, "private", True),
        ("E", AdapterKind.WIRED, "shared", True),
        ("F", AdapterKind.USB_TETHER, "private", True),
    ],
)
def test_the_unit_s_class_decides(access_class: str | None, kind: AdapterKind, zone: str, is_found: bool) -> None:
    told = away(zone, by=adapter("other0", kind))

    assert bool(judged(facts(told, access_class=access_class))) is is_found


@pytest.mark.parametrize(("seconds", "count"), [(0, 0), (9, 0), (10, 1)])
def test_a_moment_between_two_sockets_is_nothing(seconds: int, count: int) -> None:
    assert len(judged(facts(away(seconds=seconds)))) == count
    assert TwoZonesByTurns(least_seconds=3600).least_seconds == 3600


def test_dongle_that_is_gone_meanwhile_counts() -> None:
    (one,) = judged(facts(away(by=None)))

    assert one.evidence["interface"] is None


@pytest.mark.parametrize("admission", [Admission.NOT_ADMITTED, Admission.EXPECTED])
def test_terminal_under_repair_is_not_asked(admission: Admission) -> None:
    assert judged(facts(away(), admission=admission)) == []


def test_each_adapter_and_zone_is_one_alert() -> None:
    found = judged(facts(away(), away("shared"), away(), away(by=WIFI)))

    assert len({one.dedup_key for one in found}) == 3


def stay(domain: str, days_ago: float, lasting_days: float = 0.1) -> Stay:
    to_us = NOW - int(days_ago * DAY_US)
    return Stay(f"hall of {domain}", domain, to_us - int(lasting_days * DAY_US), to_us)


@pytest.mark.parametrize(
    ("stays", "count"),
    [
        ((stay("administrative", 0), stay("public-service", 3)), 1),
        ((stay("administrative", 0), stay("public-service", 29.9)), 1),
        ((stay("administrative", 0), stay("public-service", 31)), 0),
        ((stay("administrative", 0), stay("administrative", 3)), 0),
        ((stay("administrative", 0), stay("internet", 3)), 0),
        ((stay("administrative", 0), stay("private", 3)), 0),
        ((stay("administrative", 0), stay("", 3)), 0),
        ((stay("public-service", 40), stay("administrative", 35)), 0),
    ],
)
def test_both_government_domains_within_the_days(stays: tuple[Stay, ...], count: int) -> None:
    found = judged(facts(stays=stays))

    assert [one.subject.part for one in found] == ["domains"] * count


def test_domains_weigh_more_and_are_named_in_order() -> None:
    (one,) = judged(facts(stays=(stay("administrative", 0), stay("public-service", 3), stay("public-service", 9))))

    assert one.severity is Severity.HIGH
    assert one.evidence["domains"] == ["public-service", "administrative"]
    assert one.evidence["was_in_first_until_us"] == NOW - 3 * DAY_US


def test_days_are_tunable_and_approved_use_is_not_told() -> None:
    both = (stay("administrative", 0), stay("public-service", 10))

    assert findings(TwoZonesByTurns(domain_days=7).judge(facts(stays=both))) == []
    assert judged(facts(stays=both, access_mode="by-turns")) == []
