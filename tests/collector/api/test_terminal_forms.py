"""The whole form of domain.md §3.1 goes in and comes out."""

from dataclasses import fields

import pytest
from pydantic import ValidationError

from collector.api.terminal_forms import Declared, TerminalEdit, TerminalForm
from collector.ledger.terminal import LAST_END_US, Terminal


def test_every_field_of_a_terminal_can_be_declared_and_edited() -> None:
    known = {item.name for item in fields(Terminal)} - {"unit_id", "status_kind"}

    assert known <= set(TerminalForm.model_fields)
    assert known - set(TerminalEdit.model_fields) == {"reg_no", "status"}


def test_unknown_fields_and_numbers_beyond_are_refused() -> None:
    for wrong in (
        {"romm": "0312"},
        {"vlan": 4095},
        {"ip_mode": "maybe"},
        {"expires_us": -1},
        {"expires_us": LAST_END_US + 1},
    ):
        with pytest.raises(ValidationError):
            Declared.model_validate(wrong)
