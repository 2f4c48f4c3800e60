"""`mingce-agent`: which command is called, and what its end means to the shell."""

import os
import sys
from collections.abc import Callable, Sequence

from agent.cli.command import ExitCode, Invocation, exit_code_of
from agent.cli.resident import service_call
from agent.errors import AgentError
from protocol.phrases import translate as in_language


def run(arguments: Sequence[str] | None = None) -> None:
    """The entry point of the command; exits with an ExitCode."""
    sys.exit(main(sys.argv[1:] if arguments is None else arguments))


def main(arguments: Sequence[str]) -> int:
    call = service_call(arguments) or _asked_for(arguments)
    try:
        return int(_command(call.arguments.command)(call))
    except AgentError as error:
        sys.stderr.write(f"mingce-agent: {in_language(error.sentence, call.translate)} [{error.id}]\n")
        return exit_code_of(error)
    except BrokenPipeError:
        # The reader (head, less) has seen enough; Python must not complain when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.OK
    except KeyboardInterrupt:
        return 130


def _asked_for(arguments: Sequence[str]) -> Invocation:
    from agent.cli.usage import asked_for

    return asked_for(arguments)


def _command(name: str) -> Callable[[Invocation], ExitCode]:
    """Imports a command only when it is called: the resident service carries none of the others."""
    match name:
        case "run":
            from agent.cli.run import run as command
        case "once":
            from agent.cli.once import once as command
        case "status":
            from agent.cli.status import status as command
        case "collected":
            from agent.cli.collected import collected as command
        case "enrol":
            from agent.cli.enrol import enrol as command
        case "check-config":
            from agent.cli.check_config import check_config as command
        case "classify":
            from agent.cli.classify import classify as command
        case "doctor":
            from agent.cli.doctor import doctor as command
        case "helper":
            from agent.cli.helper import helper as command
        case _:
            from agent.cli.decode import decode as command
    return command
