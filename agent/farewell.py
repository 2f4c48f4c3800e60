"""Why the service is told to stop, where something on this PC left word of it: the package's scripts do."""

from typing import Final

from agent.errors import AgentError
from agent.state import StateDirectory

STOPPED: Final = "stopped"
"""Nobody left word: by a person, by a shutdown, by the service manager."""
_WORDS: Final = {
    b"removed": "package removed; identity and spool are kept",
    b"purged": "package purged; identity and spool are deleted",
}


def reason_to_stop(state: StateDirectory) -> str:
    """A few English words for the last report; a word not known here, or an unreadable one, is none."""
    try:
        content = state.read(state.farewell)
    except AgentError:
        return STOPPED
    return _WORDS.get((content or b"").strip(), STOPPED)
