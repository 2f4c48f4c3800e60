"""`mingce-agent helper`: the root helper. systemd starts it on the first question; a person never does."""

import os
import sys

from agent import logs
from agent.cli.command import ExitCode, Invocation
from agent.host.clock import SystemClock
from agent.host.machine import Host
from agent.host.netlink.sockets import RouteTables
from agent.privileged.direct import Direct
from agent.privileged.helper import allowed_uids, inherited_socket, serve

_MOST_LINES_A_MINUTE = 20


def helper(call: Invocation) -> ExitCode:  # noqa: ARG001 - a helper of root takes nothing from anybody, not even this
    """Answers until nobody has asked for a while, over the socket that systemd hands over."""
    clock = SystemClock()
    logs.set_up(sys.stderr, "info", _MOST_LINES_A_MINUTE, clock, "JOURNAL_STREAM" in os.environ)
    listening = inherited_socket(os.environ, os.getpid())
    host = Host(clock, RouteTables())
    serve(listening, Direct(host), allowed_uids(), clock)
    return ExitCode.OK
