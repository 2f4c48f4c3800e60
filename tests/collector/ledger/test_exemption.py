from dataclasses import replace

import pytest

from collector.errors import InvalidValue
from collector.ledger.exemption import Exemption

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
