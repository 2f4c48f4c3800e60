import pytest

from agent.cli.command import ExitCode, exit_code_of, this_host
from agent.errors import (
    AgentError,
    AnswerNotTrusted,
    CollectorUnreachable,
    ConfigurationError,
    EnrolmentRefused,
    NotEnrolled,
)


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (ConfigurationError, ExitCode.USAGE),
        (CollectorUnreachable, ExitCode.UNREACHABLE),
        (EnrolmentRefused, ExitCode.REFUSED),
        (NotEnrolled, ExitCode.NOT_ENROLLED),
        (AnswerNotTrusted, ExitCode.FAILED),
    ],
)
def test_exit_code(kind: type[AgentError], code: ExitCode) -> None:
    assert exit_code_of(kind("what", "why")) is code


def test_this_host_is_this_machine() -> None:
    assert any(link.name == "lo" for link in this_host().netlink.links())
