"""The service on the PC: it reports facts, the collector judges."""

from typing import Final

VERSION: Final = "0.1.0.dev0"
"""Version of this agent as its reports and `mingce-agent --version` state it."""
