"""One distribution owns the three import names, and its pinned requirements say what its extras say."""

import tomllib
from importlib.metadata import entry_points, packages_distributions
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="session")
def project(checkout: Path) -> dict[str, Any]:
    """The `[project]` table of pyproject.toml."""
    table: dict[str, Any] = tomllib.loads((checkout / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return table


def _declared(path: Path) -> set[str]:
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return {line for line in lines if line and not line.startswith(("#", "-r "))}


def _pinned(path: Path) -> dict[str, str]:
    lines = (
        line.split(" ")[0]
        for line in path.read_text(encoding="utf-8").splitlines()
        if "==" in line and line[0].isalpha()
    )
    return dict(line.split("==") for line in lines)


@pytest.mark.parametrize("package", ["agent", "collector", "protocol"])
def test_import_name_is_ours(package: str) -> None:
    assert packages_distributions()[package] == ["mingce"]


def test_both_commands_are_installed() -> None:
    ours = {
        script.name: script.value
        for script in entry_points(group="console_scripts")
        if script.dist and script.dist.name == "mingce"
    }

    assert ours == {"mingce": "collector.cli.main:run", "mingce-agent": "agent.cli.main:run"}


@pytest.mark.parametrize("command", ["mingce", "mingce-agent"])
def test_command_can_be_loaded(command: str) -> None:
    (script,) = entry_points(group="console_scripts", name=command)

    assert callable(script.load())


def test_core_needs_no_library(project: dict[str, Any]) -> None:
    assert project["dependencies"] == []


@pytest.mark.parametrize("extra", ["agent", "collector"])
def test_requirements_say_what_the_extra_says(checkout: Path, project: dict[str, Any], extra: str) -> None:
    assert _declared(checkout / f"requirements/{extra}.in") == set(project["optional-dependencies"][extra])


def test_development_requirements_say_what_the_extras_say(checkout: Path, project: dict[str, Any]) -> None:
    extras = project["optional-dependencies"]

    assert _declared(checkout / "requirements/dev.in") == {*extras["dev"], *extras["diagnosis"]}


@pytest.mark.parametrize("name", ["agent", "build", "collector"])
def test_deployed_pins_are_the_tested_ones(checkout: Path, name: str) -> None:
    tested = _pinned(checkout / "requirements/dev.txt")
    deployed = _pinned(checkout / f"requirements/{name}.txt")

    assert deployed
    assert deployed.items() <= tested.items()


@pytest.mark.parametrize("package", ["agent", "collector", "protocol"])
def test_types_are_shipped(checkout: Path, package: str) -> None:
    assert (checkout / package / "py.typed").is_file()
