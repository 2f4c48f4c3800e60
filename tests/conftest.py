"""Options and markers that every test may rely on."""

import shutil
import subprocess

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite golden files with what the code gives now")


def _why_no_namespaces() -> str | None:
    """Why this process cannot make network namespaces, in one line; None when it can."""
    for tool, package in (("unshare", "util-linux"), ("nsenter", "util-linux"), ("ip", "iproute2")):
        if shutil.which(tool) is None:
            return f"the command `{tool}` is missing (Debian package {package})"
    if (refusal := _refusal("unshare", "--net", "true")) is None:
        return None
    mapped = _refusal("unshare", "--user", "--map-root-user", "--net", "true")
    if mapped is None:
        return f"not root ({refusal}); a user namespace would do: run scripts/test, which makes one"
    return f"not root ({refusal}), and no user namespaces here ({mapped})"


def _refusal(*command: str) -> str | None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    return None if done.returncode == 0 else done.stderr.strip() or f"exit code {done.returncode}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # Whole sites and guests first: the many short ones then fill the time of both processes to the end.
    items.sort(key=lambda item: not item.nodeid.startswith(("tests/end_to_end/", "tests/lab/")))
    marked = [item for item in items if item.get_closest_marker("root")]
    if marked and (reason := _why_no_namespaces()) is not None:
        for item in marked:
            item.add_marker(pytest.mark.skip(reason=f"cannot make a network namespace: {reason}"))


@pytest.fixture(scope="session")
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be rewritten with what the code gives now."""
    return bool(request.config.getoption("--update-golden"))
