"""What is packaged: two sides, two processors, one version."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EPOCH = 1_767_225_600
"""The one time stamp of everything built, seconds since 1970 (2026-01-01); SOURCE_DATE_EPOCH overrides it."""
NEWEST_GLIBC = {"agent": (2, 17), "collector": (2, 28)}
"""The newest glibc symbol version that a shipped binary of each side may ask for."""


@dataclass(frozen=True, slots=True)
class Machine:
    """A processor, as the kernel, Debian and wheels call it."""

    name: str
    debian: str

    @property
    def wheel_platforms(self) -> tuple[str, ...]:
        """Platform tags of wheels that run on glibc 2.28, oldest first: the oldest that there is is taken."""
        return (f"manylinux2014_{self.name}", *(f"manylinux_2_{minor}_{self.name}" for minor in range(17, 29)))


MACHINES = {name: Machine(name, debian) for name, debian in (("x86_64", "amd64"), ("aarch64", "arm64"))}


@dataclass(frozen=True, slots=True)
class Side:
    """One package: its command and the function it begins with."""

    name: str
    command: str
    module: str
    summary: str

    @property
    def package(self) -> str:
        return f"mingce-{self.name}"

    @property
    def home(self) -> str:
        """Where it lives on the target, without the leading slash."""
        return f"opt/{self.package}"


SIDES = {
    "agent": Side(
        "agent",
        "mingce-agent",
        "agent.cli.main",
        "Mingce agent: says what is plugged into this PC to the collector of its e-government extranet",
    ),
    "collector": Side(
        "collector",
        "mingce",
        "collector.cli.main",
        "Mingce collector: real-name ledger of the terminals on an e-government extranet",
    ),
}


def version() -> str:
    """The project's version as packages write it: 0.1.0.dev0 is older than 0.1.0, hence 0.1.0~dev0."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"]).replace(".dev", "~dev")
