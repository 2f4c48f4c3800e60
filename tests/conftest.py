"""Options and markers that every test may rely on."""

import shutil
import subprocess

import pytest

# Each way to an own network namespace, best first: as root, or as root of an unprivileged user namespace.
_NAMESPACE_COMMANDS = (("unshare", "-n"), ("unshare", "-Urn"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite golden files with what the code gives now")


def _find_namespace_command() -> tuple[tuple[str, ...] | None, str]:
    """The command prefix that gives a network namespace, or None and the reason why there is none."""
    for tool in ("unshare", "ip"):
        if shutil.which(tool) is None:
            return None, f"`{tool}` is not installed (Debian: util-linux, iproute2)"
    reasons = []
    for command in _NAMESPACE_COMMANDS:
        done = subprocess.run([*command, "true"], capture_output=True, text=True, timeout=20, check=False)
        if done.returncode == 0:
            return command, ""
        reasons.append(f"`{' '.join(command)} true`: {done.stderr.strip()}")
    return None, "; ".join(reasons)


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_COMMAND], config.stash[_REASON] = _find_namespace_command()


_COMMAND = pytest.StashKey[tuple[str, ...] | None]()
_REASON = pytest.StashKey[str]()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.stash[_COMMAND] is not None:
        return
    cannot = pytest.mark.skip(reason=f"cannot make a network namespace here: {config.stash[_REASON]}")
    for item in items:
        if item.get_closest_marker("root"):
            item.add_marker(cannot)


@pytest.fixture(scope="session")
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be rewritten with what the code gives now."""
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture(scope="session")
def namespace_command(request: pytest.FixtureRequest) -> tuple[str, ...]:
    """The prefix that runs a command in an own network namespace; for tests marked `root`."""
    command = request.config.stash[_COMMAND]
    if command is None:
        pytest.skip(f"cannot make a network namespace here: {request.config.stash[_REASON]}")
    return command
