"""`mingce-agent run`: the resident service."""

import os
import signal
import sys

from agent import logs
from agent.cli.command import ExitCode, Invocation, this_host
from agent.config import read_environment
from agent.errors import AgentError
from agent.host.netlink.events import KernelEvents
from agent.host.netlink.handed_over import nftables_socket
from agent.notification import Notifier
from agent.service import Service


def run(call: Invocation) -> ExitCode:
    """Until SIGTERM or SIGINT; SIGHUP reads the settings again."""
    config = call.config()
    host = this_host(config.state_directory)
    for_journal = "JOURNAL_STREAM" in os.environ
    logs.set_up(sys.stderr, config.log_level, config.most_lines_a_minute, host.clock, for_journal)
    with KernelEvents(host.dev, firewall=nftables_socket(os.environ, os.getpid())) as events:
        service = Service(config, host, events, Notifier(read_environment().notify_socket))

        def reload(*_: object) -> None:
            try:
                fresh = call.config()
            except AgentError as error:
                sys.stderr.write(f"mingce-agent: settings not taken over: {error}\n")
                return
            logs.set_up(sys.stderr, fresh.log_level, fresh.most_lines_a_minute, host.clock, for_journal)
            service.reload(fresh)

        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: service.stop())
        signal.signal(signal.SIGHUP, reload)
        service.run()
    return ExitCode.OK
