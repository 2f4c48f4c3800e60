"""`mingce-agent check-config`: are the settings right, and what are they?"""

from agent.cli.command import ExitCode, Invocation
from agent.cli.table import aligned
from agent.config import KEYS, values_in


def check_config(call: Invocation) -> ExitCode:
    """Prints every setting with its sentence; a wrong one is named with file, line, key and reason (exit code 2)."""
    values = values_in(call.config_path)
    for line in aligned((name, _shown(values[name]), call.translate(key.says)) for name, key in KEYS.items()):
        call.say(line)
    return ExitCode.OK


def _shown(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
