"""One table of options for registering and editing."""

import inspect
from typing import Any

import pytest
import typer

from collector.api.terminal_forms import TerminalEdit, TerminalForm
from collector.cli import terminal_options as to
from collector.cli.failures import CommandFailed


def test_every_option_is_a_field_of_both_forms() -> None:
    named = {field for field, _option in to.FIELDS.values()}

    assert named <= set(TerminalForm.model_fields)
    assert named <= set(TerminalEdit.model_fields)


def test_a_command_takes_them_and_keeps_its_own() -> None:
    @to.with_fields
    def command(ctx: typer.Context, unit: str, **fields: Any) -> None:
        pass

    taken = inspect.signature(command).parameters
    assert set(taken) == {"ctx", *to.FIELDS}
    assert taken["unit"].annotation is str


def test_given_ones_by_the_doors_names() -> None:
    assert to.declared({"arch": "aarch64", "room": None, "shared": False}) == {
        "cpu_arch": "aarch64",
        "is_shared": False,
    }
    with pytest.raises(CommandFailed):
        to.declared({"expires": "gestern"})
