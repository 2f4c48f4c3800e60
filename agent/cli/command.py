"""What every command gets and what it gives back."""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import IntEnum
from pathlib import Path
from types import SimpleNamespace

from agent.config import DEFAULT_STATE, Config, load
from agent.errors import (
    AgentError,
    CollectorRefused,
    CollectorUnreachable,
    ConfigurationError,
    NotEnrolled,
    PolicyRefused,
)
from agent.host.clock import SystemClock
from agent.host.machine import Host
from agent.host.netlink.sockets import RouteTables
from agent.privileged.answers import Privileged
from agent.privileged.client import HelperClient


class ExitCode(IntEnum):
    """Documented in `mingce-agent --help`."""

    OK = 0
    FAILED = 1
    USAGE = 2
    UNREACHABLE = 3
    REFUSED = 4
    NOT_ENROLLED = 5


@dataclass(frozen=True, slots=True)
class Invocation:
    """Arguments and language of one call; `say` writes to standard output."""

    arguments: SimpleNamespace
    translate: Callable[[str], str]
    language: str

    def say(self, text: str = "") -> None:
        sys.stdout.write(text + "\n")

    def config(self) -> Config:
        """The settings the arguments name; raises ConfigurationError."""
        return load(self.config_path, _path(self.arguments.state))

    @property
    def config_path(self) -> Path | None:
        """The file after --config."""
        return _path(self.arguments.config)


def exit_code_of(error: AgentError) -> ExitCode:
    match error:
        case CollectorUnreachable():
            return ExitCode.UNREACHABLE
        case CollectorRefused() | PolicyRefused():
            return ExitCode.REFUSED
        case NotEnrolled():
            return ExitCode.NOT_ENROLLED
        case ConfigurationError():
            return ExitCode.USAGE
    return ExitCode.FAILED


def this_host(state: Path = DEFAULT_STATE) -> Host:
    """This machine; where the kernel has no rtnetlink, by the portable libraries. `state` as the settings say."""
    try:
        host = Host(SystemClock(), RouteTables(), state=state)
    except AgentError:
        # Only here: the libraries are a megabyte that a PC with rtnetlink never needs.
        from agent.host.snapshot import PortableTables

        host = Host(SystemClock(), PortableTables(), state=state)
    return replace(host, privileged=_privileged(host))


def _privileged(host: Host) -> Privileged:
    """Root reads by itself; others ask the root helper, each time anew: it may be installed while the agent runs."""
    if os.geteuid() == 0:
        from agent.privileged.direct import Direct

        return Direct(host)
    return HelperClient()


def _path(text: str | None) -> Path | None:
    return Path(text) if text else None
