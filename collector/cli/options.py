"""What was said before the command."""

from dataclasses import dataclass

from collector.cli.session_file import SessionFile


@dataclass(frozen=True, slots=True)
class Options:
    """`collector` and `ca` as given, None where not; `sessions` is where logins are kept."""

    collector: str | None
    ca: str | None
    sessions: SessionFile
