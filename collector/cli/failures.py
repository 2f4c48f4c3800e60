"""How a command ends when it cannot do what was asked: a sentence and an exit code."""

from enum import IntEnum
from typing import Self

from collector.cli.texts import told
from collector.errors import CollectorError


class ExitCode(IntEnum):
    """Documented in docs/cli.md; scripts rely on them."""

    OK = 0
    FINDING = 1
    USAGE = 2
    UNREACHABLE = 3
    REFUSED = 4
    NOT_FOUND = 5


class CommandFailed(Exception):
    """`what`, `why` and `next_step` are for a person, in the chosen language."""

    def __init__(self, code: ExitCode, what: str, why: str, next_step: str = "", error_id: str = "") -> None:
        super().__init__(what, why, next_step)
        self.code = code
        self.what = what
        self.why = why
        self.next_step = next_step
        self.error_id = error_id

    @classmethod
    def of(cls, code: ExitCode, error: CollectorError) -> Self:
        """The collector's own error, in the chosen language."""
        return cls(code, told(error.what), told(error.why), told(error.next_step), error.id)
