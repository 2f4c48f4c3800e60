from dataclasses import replace

import pytest

from collector.alerts.explaining import explained
from collector.rules.finding import Certainty, Finding, Severity, Subject, SubjectKind

PC = Subject(SubjectKind.TERMINAL, "t" * 32, part="1-2")
RADIO = Finding(
    "wireless-adapter", PC, Severity.CRITICAL, Certainty.CONFIRMED, None, None, 1, 1, {"interface": "wlan0"}
)
SECOND = replace(RADIO, rule="two-zones-at-once", evidence={"interface": "wlan0", "interfaces": ["wlan0", "br0"]})


def of_second(*others: Finding) -> str | None:
    *_, last = explained([*others, SECOND])
    assert isinstance(last, Finding)
    return last.explained_by


def test_the_rule_that_names_the_device_explains_the_second_network() -> None:
    assert of_second(RADIO) == RADIO.dedup_key
    assert of_second(replace(RADIO, rule="other-way-out")) == replace(RADIO, rule="other-way-out").dedup_key


@pytest.mark.parametrize(
    "other",
    [
        replace(RADIO, severity=Severity.HIGH),
        replace(RADIO, evidence={"interface": "wlan1"}),
        replace(RADIO, evidence={}),
        replace(RADIO, rule="sharing"),
        replace(RADIO, subject=replace(PC, id="u" * 32)),
        replace(RADIO, untold="built-in-and-idle"),
    ],
    ids=["less grave", "another interface", "no interface", "another rule", "another PC", "untold itself"],
)
def test_what_explains_nothing(other: Finding) -> None:
    assert of_second(other) is None


def test_nothing_is_left_out_and_the_device_itself_is_never_explained() -> None:
    assert explained([SECOND, RADIO])[1] == RADIO
