from dataclasses import replace

import pytest

from collector.errors import InvalidValue, NotAllowed
from collector.ledger.exemption import DAY_US, NEVER, Exemption, require_end, require_exemptible, require_later_end
from collector.rules import ALL_RULES

EXEMPTION = Exemption(
    rule="wireless-adapter",
    subject_kind="terminal",
    subject_id="1" * 32,
    approval_no=" 〔2026〕3号 ",
    expires_us=10,
    reason="一机两用(已批)",
)


def test_an_exemption_in_normal_form() -> None:
    assert EXEMPTION.checked().approval_no == "〔2026〕3号"


@pytest.mark.parametrize("field", ["rule", "subject_kind", "subject_id", "approval_no", "reason"])
def test_every_part_is_needed(field: str) -> None:
    with pytest.raises(InvalidValue):
        replace(EXEMPTION, **{field: " "}).checked()  # type: ignore[arg-type]


def test_a_part_is_optional_and_bounded() -> None:
    assert replace(EXEMPTION, part=" ").checked().part is None
    assert replace(EXEMPTION, part=" tun0 ").checked().part == "tun0"
    with pytest.raises(InvalidValue):
        replace(EXEMPTION, part="x" * 129).checked()


def test_ten_kilobytes_of_reason_are_too_long() -> None:
    with pytest.raises(InvalidValue, match="at most 256"):
        replace(EXEMPTION, reason="因" * 10_000).checked()


@pytest.mark.parametrize(("end", "why"), [(-1, "past"), (0, "past"), (367 * DAY_US, "366 days")])
def test_an_end_lies_ahead_but_not_too_far(end: int, why: str) -> None:
    now = 1_772_000_000_000_000
    with pytest.raises(InvalidValue, match=why):
        require_end(now + end, now, 366)
    require_end(now + 366 * DAY_US, now, 366)


def test_an_extension_is_later_and_of_what_still_holds() -> None:
    require_later_end(EXEMPTION, 11, 9)
    with pytest.raises(InvalidValue, match="no later"):
        require_later_end(EXEMPTION, 10, 9)
    with pytest.raises(InvalidValue, match="run out"):
        require_later_end(EXEMPTION, 11, 10)


def test_rules_without_exemption_exist_and_say_why() -> None:
    assert {rule.id for rule in ALL_RULES} >= NEVER.keys()
    with pytest.raises(NotAllowed, match="one key"):
        require_exemptible("agent-fork")
    require_exemptible("wireless-adapter")
