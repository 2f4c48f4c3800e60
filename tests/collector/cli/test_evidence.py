from dataclasses import replace
from ipaddress import ip_address

import pytest

from collector.cli import texts
from collector.cli.evidence import HANDED_OUT_BY, LABELS, ZONES, described, shown
from collector.rules import ALL_RULES
from collector.rules.facts import Away, ByTurnsFacts, Stay
from collector.rules.rule import Rule
from protocol.observations import Attachment, OutsideReached, Resolver, TimeSynchronisation
from protocol.zones import TABLE, Zone
from tests.support.pc import WIFI, WIRED, default_route, held
from tests.support.posture_facts import account, kept, listening, password_rules, product
from tests.support.rule_facts import AGENT as VIEW
from tests.support.rule_facts import NOW, TERMINAL, findings
from tests.support.scenario import MAC_1, SEGMENT

AGENT = "a8e9c93174f1418cafda6adb365e9b60"
HOSTS = {AGENT: "CZJ-YSK-01"}


_LISTS = replace(
    SEGMENT, resolvers=frozenset({ip_address("10.37.0.53")}), dhcp_servers=frozenset({ip_address("10.37.0.67")})
)
_WORST = kept(
    account("clerk", empty=True, automatic=True, days_ago=1),
    account("guest", 1001, days_ago=2),
    listening(445, "smbd"),
    password_rules(None, None, None, None),
    product(days_old=99),
    TimeSynchronisation(None, False, 1),
    Resolver(ip_address("114.114.114.114"), "resolv.conf"),
    OutsideReached(WIRED.id, ("192.0.2.1:443", "198.51.100.1:443"), ("203.0.113.1:80",), 1),
    Attachment(WIRED.id, MAC_1, (), (ip_address("10.37.12.21"),), (), (), ip_address("192.168.1.1")),
    addresses=(held(WIFI.id, "172.20.10.2"), held(WIRED.id, "192.168.1.7")),
    routes=(default_route(WIRED.id, "10.37.12.77"), default_route(WIFI.id, "172.20.10.1")),
    attached=((WIRED.id, _LISTS),),
)
BADLY_OFF = (
    _WORST,
    replace(_WORST, addresses=()),
    replace(_WORST, unanswered=(("antivirus", "why"),)),
    ByTurnsFacts(
        NOW,
        VIEW,
        TERMINAL,
        (Away("private", WIRED.id, WIRED, 1, NOW - 10**9, NOW, was_unheard=True),),
        (Stay("hall", "public-service", 1, NOW - 9), Stay("office", "administrative", NOW - 5, NOW)),
    ),
)


@pytest.fixture(autouse=True)
def in_english() -> None:
    texts.choose("en")


def test_a_person_reads_labels_times_and_host_names() -> None:
    evidence = {
        "witnesses": [f"agent:{AGENT}"],
        "latency_ms": 50,
        "mac": "00-00-5E-00-53-77",
        "first_seen_us": 1_795_448_211_715_735,
        "terminal": None,
        "names": [],
        "randomised": True,
    }

    said = dict(described(evidence, HOSTS))

    assert said["witnesses"] == "CZJ-YSK-01"
    assert said["from first sign to store"] == "50 ms"
    assert said["first seen"].startswith("2026-11-23 ")
    assert said["randomised MAC"] == "yes"
    assert next(iter(said)) == "MAC"
    assert "terminal" not in said


def test_what_nobody_labelled_is_shown_all_the_same() -> None:
    assert described({"zz_new": 7}, {}) == [("zz_new", "7")]


def test_a_side_of_what_is_shared_reads_as_a_phrase() -> None:
    side = {"interface": "wlan0", "kind": "wifi", "segment": None, "ssid": "示例", "addresses": ["10.42.0.1"]}

    assert shown("inside", side, {}) == "IP addresses 10.42.0.1; kind Wi-Fi; interface wlan0; SSID 示例"
    assert shown("frequency_mhz", 2437, {}) == "2437 MHz"


def test_zero_is_a_value() -> None:
    assert described({"metric": 0}, {}) == [("metric", "0")]


def test_reasons_are_translated() -> None:
    texts.choose("zh_CN")
    try:
        assert shown("why", "no agent ever enrolled", {}) != "no agent ever enrolled"
        assert all(described({name: 1}, {})[0][0] for name in LABELS if not name.endswith("_us"))
    finally:
        texts.choose("en")


def test_a_zone_has_words_of_its_own() -> None:
    assert described({"zone": "private"}, {}) == [("zone", "private address space")]
    assert {zone.value for zone in Zone} == set(ZONES)


def test_everybody_who_hands_addresses_out_has_a_name_to_translate() -> None:
    assert {row.name for row in TABLE if row.name} == set(HANDED_OUT_BY)


@pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.id)
def test_what_is_told_of_a_pc_that_is_badly_kept_and_placed_has_labels(rule: Rule) -> None:
    facts = [one for one in BADLY_OFF if isinstance(one, rule.about)]
    told = [name for one in facts for finding in findings(rule.judge(one)) for name in finding.evidence]

    assert [name for name in told if name not in LABELS] == []
