"""Exit codes are a promise to scripts."""

from collector.cli.failures import ExitCode


def test_numbers_never_change() -> None:
    assert {code.name: code.value for code in ExitCode} == {
        "OK": 0,
        "FINDING": 1,
        "USAGE": 2,
        "UNREACHABLE": 3,
        "REFUSED": 4,
        "NOT_FOUND": 5,
    }
