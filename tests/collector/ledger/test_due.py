"""What falls due, to the microsecond."""

from datetime import UTC, datetime

import pytest

from collector.ledger.due import UNIT_CONFIRMS_US, Due, Kind, TerminalDates, letter_day, of_terminal, of_unit
from collector.ledger.life_cycle import Status
from collector.presence.interval import DAY_US

NOW = 1_800_000_000_000_000
HALF_YEAR = 180 * DAY_US


def dates(status: Status = Status.ADMITTED, **more: int | bool | None) -> TerminalDates:
    values: dict[str, int | bool | None] = {"since_us": NOW, "expires_us": None, "held_us": NOW, "confirmed_us": None}
    values |= {"lent_until_us": None, "holder_left": False, "agent_expected": True} | more
    return TerminalDates(id="t1", reg_no="3714992026000001", unit_id="u1", status=status, **values)  # type: ignore[arg-type]


def kinds(one: TerminalDates, until_us: int) -> list[tuple[Kind, int]]:
    return [(due.kind, due.at_us) for due in of_terminal(one, until_us, HALF_YEAR)]


@pytest.mark.parametrize(
    ("one", "kind", "at_us"),
    [
        (dates(expires_us=NOW + 5), Kind.REGISTRATION_ENDS, NOW + 5),
        (dates(lent_until_us=NOW + 5), Kind.LOAN_ENDS, NOW + 5),
        (dates(held_us=NOW), Kind.CONFIRMATION, NOW + HALF_YEAR),
        (dates(held_us=NOW - 9, confirmed_us=NOW), Kind.CONFIRMATION, NOW + HALF_YEAR),
        (dates(Status.CHANGING, held_us=None), Kind.AWAITS_DECISION, NOW),
        (dates(Status.APPROVED), Kind.AWAITS_REPORT, NOW + DAY_US),
        (dates(holder_left=True), Kind.HOLDER_LEFT, NOW),
    ],
)
def test_due_from_its_moment_on(one: TerminalDates, kind: Kind, at_us: int) -> None:
    assert (kind, at_us) in kinds(one, at_us)
    assert kind not in dict(kinds(one, at_us - 1))


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.ADMITTED, Status.CHANGING, Status.APPROVED}))
def test_nothing_of_what_is_not_on_the_net(status: Status) -> None:
    assert kinds(dates(status, expires_us=NOW, lent_until_us=NOW, holder_left=True), NOW + HALF_YEAR) == []


def test_without_an_agent_no_report_is_awaited() -> None:
    assert kinds(dates(Status.APPROVED, agent_expected=False), NOW + HALF_YEAR) == []


def test_unit_confirms_every_month() -> None:
    assert list(of_unit("u1", "示例市财政局", NOW, NOW + 20 * DAY_US)) == []
    at_us = NOW + UNIT_CONFIRMS_US
    assert list(of_unit("u1", "示例市财政局", NOW, at_us)) == [
        Due(Kind.UNIT_CONFIRMATION, at_us, "u1", "u1", "示例市财政局")
    ]


@pytest.mark.parametrize(("utc_hour", "day"), [(23, None), (0, "20260302"), (15, "20260302"), (16, None)])
def test_letters_go_out_from_eight_in_china(utc_hour: int, day: str | None) -> None:
    moment = datetime(2026, 3, 1 if utc_hour == 23 else 2, utc_hour, 0, tzinfo=UTC)

    assert letter_day(int(moment.timestamp()) * 1_000_000) == day
