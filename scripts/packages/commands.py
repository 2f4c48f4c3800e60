"""The commands of each side with their help, read from the command lines themselves.

Usage: python -m scripts.packages.commands {agent|collector} {en|zh} (prints JSON; one process knows one language only)
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

_WIDTH = 78


@dataclass(frozen=True, slots=True)
class Command:
    """`path` is how it is called, `help` what --help prints, `words` what may stand next: commands and options."""

    path: str
    help: str
    words: tuple[str, ...]


def commands(side: str, language: str, root: Path) -> list[Command]:
    """The whole command line of a side in one language, the command itself first."""
    call = [sys.executable, "-m", "scripts.packages.commands", side, language]
    told = subprocess.run(call, cwd=root, check=True, capture_output=True, text=True).stdout
    return [Command(one["path"], one["help"], tuple(one["words"])) for one in json.loads(told)]


def _of_agent(language: str) -> Iterator[Command]:
    from agent.cli.language import catalogue, speak_usage
    from agent.cli.usage import parser

    speak_usage(language)
    return _of_parser(parser(catalogue(language).gettext))


def _of_parser(parser: argparse.ArgumentParser) -> Iterator[Command]:
    below: dict[str, argparse.ArgumentParser] = {}
    options: list[str] = []
    for action in parser._actions:  # noqa: SLF001 - argparse has no other way to ask
        options += [option for option in action.option_strings if action.help != argparse.SUPPRESS]
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            below = dict(action.choices)
    yield Command(parser.prog, parser.format_help().strip(), (*below, *options))
    for command in below.values():
        yield from _of_parser(command)


def _of_collector(language: str) -> Iterator[Command]:
    from collector.cli import texts
    from collector.cli.main import root_command

    texts.choose(language)
    return _of_click(root_command(), "mingce", None)


def _of_click(command: Any, path: str, parent: Any) -> Iterator[Command]:
    context = command.context_class(
        command, info_name=path.rpartition(" ")[2], parent=parent, terminal_width=_WIDTH, max_content_width=_WIDTH
    )
    below = command.list_commands(context) if hasattr(command, "list_commands") else []
    options = [option for one in command.get_params(context) for option in one.opts if option.startswith("-")]
    text = "\n".join(line.rstrip() for line in command.get_help(context).strip().splitlines())
    yield Command(path, text, (*below, *options))
    for name in below:
        yield from _of_click(command.get_command(context, name), f"{path} {name}", context)


def main(arguments: list[str]) -> int:
    side, language = arguments
    found = _of_agent(language) if side == "agent" else _of_collector(language)
    json.dump([asdict(one) for one in found], sys.stdout, ensure_ascii=False)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
