"""How a command is used, in the chosen language: typer writes its own part of a help and its errors in English only."""

import re
import sys
from functools import partial
from typing import Any

import typer

from collector.cli.texts import N_, _
from protocol.phrases import harmless

# Public as typer's BadParameter only: what it derives from is the error of every wrong usage.
UsageError: type[Exception] = typer.BadParameter.__mro__[1]

_WORDS: tuple[tuple[str, str], ...] = (
    (r"(?P<said>.*?)[。.]* Did you mean (?P<names>.+)\?", N_("{said}; did you mean {names}?")),
    (r"No such option: (?P<name>\S+) \(Possible options: (?P<names>.+)\)", N_("No such option: {name}; like {names}")),
    (r"No such option: (?P<name>\S+)", N_("No such option: {name}")),
    (r"Missing argument (?P<name>.+?)\.?", N_("Missing argument {name}.")),
    (r"Missing (?:option|parameter) (?P<name>.+?)\.?", N_("Missing option {name}.")),
    (r"Invalid value for (?P<name>.+?): (?P<said>.+)", N_("Invalid value for {name}: {said}")),
    (r"Invalid value: (?P<said>.+)", N_("Invalid value: {said}")),
    (r"Got unexpected extra arguments?(?:\(s\))? \((?P<names>.+)\)", N_("Unexpected arguments: {names}")),
    (r"Option (?P<name>.+) requires an argument\.", N_("Option {name} requires a value.")),
    (r"Option (?P<name>.+) does not take a value\.", N_("Option {name} takes no value.")),
    (r"Input should be a valid integer\b.*|.* is not a valid (?:integer|int)\.?", N_("is not a whole number")),
    (r"Input should be a valid number\b.*|.* is not a valid (?:float|number)\.?", N_("is not a number")),
    (r"Input should be a valid boolean\b.*|.* is not a valid (?:boolean|bool)\.?", N_("is neither true nor false")),
    (r"Input should be (?:less|fewer) than or equal to (?P<most>\S+)", N_("more than {most}")),
    (r"Input should be greater than or equal to (?P<least>\S+)", N_("less than {least}")),
)
"""What typer and pydantic say, as whole sentences, and what we say for it."""

TYPERS_HELP = (
    N_("Usage: "),
    N_("Show this message and exit."),
    N_("Install completion for the current shell."),
    N_("Show completion for the current shell, to copy it or customize the installation."),
)
_PATTERNS = tuple((re.compile(pattern, re.DOTALL), text) for pattern, text in _WORDS)
_DEPTH = 3


class SpokenContext(typer.Context):
    """A command's call whose help is in the chosen language as a whole."""

    def __init__(self, command: Any, *args: Any, **values: Any) -> None:
        super().__init__(command, *args, **values)
        option = command.get_help_option(self)
        if option is not None:
            option.help = _("Show this message and exit.")

    def make_formatter(self) -> Any:
        formatter: Any = super().make_formatter()
        formatter.write_usage = partial(formatter.write_usage, prefix=_("Usage: "))
        return formatter


def speak(command: Any) -> Any:
    """The same command, and those below it, speaking the chosen language."""
    command.context_class = SpokenContext
    for option in command.params:
        if getattr(option, "help", None) in TYPERS_HELP:
            option.help = _(option.help)
    for other in getattr(command, "commands", {}).values():
        speak(other)
    return command


def tell(error: Any) -> int:
    """Says on standard error what is wrong with the usage; gives the exit code."""
    if type(error).__name__ == "NoArgsIsHelpError":
        print(error.format_message(), file=sys.stderr)
        return int(error.exit_code)
    context = getattr(error, "ctx", None)
    if context is not None:
        print(context.get_usage(), file=sys.stderr)
        hint = _("Try '{command} {option}' for help.")
        option = context.help_option_names[0]
        print(hint.format(command=context.command_path, option=option) + "\n", file=sys.stderr)
    print(_("{what}: {why}").format(what=_("Error"), why=said(error.format_message())), file=sys.stderr)
    return int(error.exit_code)


def said(message: str, depth: int = _DEPTH) -> str:
    """A sentence of typer's in the chosen language; itself where it is none we know."""
    for pattern, text in _PATTERNS if depth else ():
        found = pattern.fullmatch(message)
        if found:
            values = found.groupdict()
            if "said" in values:
                values["said"] = said(values["said"], depth - 1)
            return _(text).format(**values)
    return harmless(message)
