"""What the command line takes from the process's environment. Apart from the configuration, which knows every rule:

`mingce --version` need not load them.
"""

import os
import pwd
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Environment:
    """What the command line takes from the process's environment."""

    collector: str | None
    ca: str | None
    state_home: Path
    config_home: Path
    language: str | None


def environment(variables: Mapping[str, str] | None = None) -> Environment:
    """MINGCE_COLLECTOR, MINGCE_CA, the XDG folders, and the first locale set (LC_ALL, LC_MESSAGES, LANG)."""
    given = os.environ if variables is None else variables
    home = Path(given.get("HOME") or pwd.getpwuid(os.geteuid()).pw_dir)
    language = next((given[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if given.get(name)), None)
    return Environment(
        collector=given.get("MINGCE_COLLECTOR") or None,
        ca=given.get("MINGCE_CA") or None,
        state_home=Path(given.get("XDG_STATE_HOME") or home / ".local/state"),
        config_home=Path(given.get("XDG_CONFIG_HOME") or home / ".config"),
        language=language,
    )
