"""One distribution owns the three import names, and its pinned requirements say what its extras say."""

import json
import subprocess
import sys
import tomllib
from importlib.metadata import entry_points
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


@pytest.fixture(scope="session")
def installed(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel of this checkout, built and installed: an editable install hides what ships."""
    wheels, target = tmp_path_factory.mktemp("wheel"), tmp_path_factory.mktemp("installed")
    _python("-m", "hatchling", "build", "-t", "wheel", "-d", str(wheels), cwd=checkout)
    (wheel,) = wheels.glob("mingce-*.whl")
    _python(
        "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--target", str(target), str(wheel), cwd=target
    )
    return target


def _python(*arguments: str, cwd: Path) -> str:
    done = subprocess.run(
        [sys.executable, *arguments], cwd=cwd, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_import_names_are_ours(installed: Path) -> None:
    ask = (
        "import json, sys; sys.path.insert(0, sys.argv[1]); from importlib.metadata import packages_distributions as p;"
    )
    owners = json.loads(_python("-I", "-c", ask + "print(json.dumps(p()))", str(installed), cwd=installed))

    for package in ("agent", "collector", "protocol"):
        assert owners[package] == ["mingce"]


def test_only_the_three_packages_ship(installed: Path) -> None:
    folders = {path.name for path in installed.iterdir() if path.name != "bin" and not path.name.endswith(".dist-info")}

    assert folders == {"agent", "collector", "protocol"}


def test_everything_in_the_packages_ships(checkout: Path, installed: Path) -> None:
    kinds = {".py", ".typed", ".mako", ".ini", ".mo", ".json", ".toml", ".tsv"}
    ours = {
        path.relative_to(checkout)
        for package in ("agent", "collector", "protocol")
        for path in (checkout / package).rglob("*")
        if path.suffix in kinds and "__pycache__" not in path.parts
    }

    assert {path for path in ours if not (installed / path).is_file()} == set()


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
def test_types_are_shipped(installed: Path, package: str) -> None:
    assert (installed / package / "py.typed").is_file()
