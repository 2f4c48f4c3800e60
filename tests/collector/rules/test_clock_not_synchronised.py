import pytest

from collector.rules.clock_not_synchronised import ClockNotSynchronised
from protocol.observations import TimeSynchronisation
from tests.support.posture_facts import kept
from tests.support.rule_facts import findings, settled


@pytest.mark.parametrize(
    ("service", "is_synchronised", "is_found", "is_settled"),
    [
        ("chrony", True, False, True),
        (None, True, False, True),
        ("chrony", False, True, False),
        (None, False, True, False),
        (None, None, True, False),
        ("chrony", None, False, False),
    ],
)
def test_who_keeps_the_clock(
    service: str | None, is_synchronised: bool | None, is_found: bool, is_settled: bool
) -> None:
    conclusions = list(ClockNotSynchronised().judge(kept(TimeSynchronisation(service, is_synchronised, 1))))

    assert (bool(findings(conclusions)), bool(settled(conclusions))) == (is_found, is_settled)


def test_nothing_said_is_no_verdict() -> None:
    assert list(ClockNotSynchronised().judge(kept())) == []
