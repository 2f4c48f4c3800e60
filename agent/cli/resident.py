"""The service's own call, `mingce-agent run`, read without argparse.

What one call needs to read its options stays in memory as long as the process: argparse, gettext and what they
import are more than a megabyte, and the service runs on every PC, all day.
"""

from collections.abc import Sequence
from types import SimpleNamespace

from agent.cli.command import Invocation
from agent.cli.language import catalogue, choose

_OPTIONS = ("--config", "--state")


def service_call(arguments: Sequence[str]) -> Invocation | None:
    """`run` with --config and --state, each with its value as a word of its own; None: argparse must judge."""
    words = list(arguments)
    given: dict[str, str] = {}
    commands = []
    while words:
        word = words.pop(0)
        if word not in _OPTIONS:
            commands.append(word)
        elif words and not words[0].startswith("-"):
            given[word] = words.pop(0)
        else:
            return None
    if commands != ["run"]:
        return None
    language = choose(arguments)
    named = SimpleNamespace(command="run", config=given.get("--config"), state=given.get("--state"), lang=None)
    # The catalogue, too, would stay: it is read for the one sentence the service ends with when it cannot begin.
    return Invocation(named, lambda text: catalogue(language).gettext(text), language)
