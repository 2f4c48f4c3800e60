import pytest

from collector.cli import texts
from collector.cli.evidence import LABELS, described, shown

AGENT = "a8e9c93174f1418cafda6adb365e9b60"
HOSTS = {AGENT: "CZJ-YSK-01"}


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
    assert said["from first frame to store"] == "50 ms"
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
