"""What can be set, asked, said or refused stands in the documents, in both languages; links lead somewhere."""

import argparse
import re
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest

from agent.cli.usage import parser as agents_parser
from agent.config import KEYS
from agent.probes import ALL_PROBES
from collector.cli.main import GROUPS
from collector.config import Config, SyslogTarget
from collector.declared_networks import DEFAULTS
from collector.ingest.folding import _SAID_BY
from collector.ingest.refusals import _STATUS, status_of
from collector.operators.roles import Role
from collector.rules import ALL_RULES
from protocol import errors
from protocol.observations import OBSERVATION_TYPES
from protocol.policy import OutsideProbe
from tests.architecture import documentation

LANGUAGES = ("", ".zh-CN")


@pytest.fixture(params=LANGUAGES, ids=["en", "zh"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def read(checkout: Path, name: str, language: str = "") -> str:
    return (checkout / f"docs/{name}{language}.md").read_text(encoding="utf-8")


def collectors_settings(config: Any, before: str = "") -> dict[str, str]:
    """Every key of collector.toml by its dotted name, with its default as the documents write it."""
    found: dict[str, str] = {}
    for item in fields(config):
        value = getattr(config, item.name)
        if item.name == "syslog":
            value = SyslogTarget()
        if item.name == "outside_probe":
            value = OutsideProbe((), **DEFAULTS)
        if is_dataclass(value):
            found |= collectors_settings(value, f"{before}{item.name}.")
        else:
            shown = {"": '""', (): "[]"}.get(value, str(value))
            found[before + item.name] = shown
    return found


def test_links_lead_somewhere(checkout: Path) -> None:
    assert documentation.dead_links(checkout) == []


def test_rules_and_probes_have_their_pages(checkout: Path, language: str) -> None:
    assert documentation.unmentioned([rule.id for rule in ALL_RULES], read(checkout, "rules", language)) == []
    assert documentation.unmentioned([probe.name for probe in ALL_PROBES], read(checkout, "probes", language)) == []


def test_every_command_is_documented(checkout: Path, language: str) -> None:
    (commands,) = (one for one in agents_parser(str)._actions if isinstance(one, argparse._SubParsersAction))

    assert documentation.unmentioned(commands.choices, read(checkout, "operations", language)) == []
    assert documentation.unmentioned([f"mingce {name}" for name in GROUPS], read(checkout, "cli", language)) == []


def test_every_setting_is_documented_with_its_default(checkout: Path, language: str) -> None:
    rows = documentation.rows(read(checkout, "operations", language))
    wanted = {name: str(key.default) for name, key in KEYS.items()} | collectors_settings(Config())
    wanted["listening.enabled"] = wanted["outside_probe"] = "true"

    assert {name: rows.get(name, ["missing"])[0].strip("`") for name in wanted} == wanted


def test_bounds_of_the_agents_settings_are_the_codes(checkout: Path, language: str) -> None:
    rows = documentation.rows(read(checkout, "operations", language))
    wanted = {name: f"{key.least}–{key.most}" for name, key in KEYS.items() if key.most}

    assert {name: rows[name][1] for name in wanted} == wanted


def test_every_role_is_explained(checkout: Path, language: str) -> None:
    rows = documentation.rows(read(checkout, "operations", language))

    assert [role for role in Role if role is not Role.BOOTSTRAP and role not in rows] == []


def test_every_refusal_stands_beside_its_status(checkout: Path, language: str) -> None:
    table = dict(re.findall(r"^\| (4\d\d|503) \| (.*?) \|", read(checkout, "protocol", language), re.MULTILINE))
    raised = set(_STATUS) | _raised_at_the_door(checkout)

    assert [error for error in raised if f"`{error}`" not in table[str(status_of(error))]] == []
    assert {status for error in raised if (status := str(status_of(error)))} <= set(table)


def _raised_at_the_door(checkout: Path) -> set[str]:
    sources = "".join(path.read_text(encoding="utf-8") for path in (checkout / "collector/ingest").glob("*.py"))
    named = set(re.findall(r'(?:AgentsDoorRefusal|TooOften)\(\s*"([a-z-]+)"', sources))
    messages = (errors.MalformedMessage, errors.TooLarge, errors.UnknownField, errors.UnknownVersion)
    return named | {kind.id for kind in (*messages, errors.MalformedIdentity)}


@pytest.mark.parametrize("name", ["operations", "threat-model"])
def test_both_languages_have_the_same_shape(checkout: Path, name: str) -> None:
    assert documentation.shape(read(checkout, name)) == documentation.shape(read(checkout, name, ".zh-CN"))


def test_the_collector_knows_which_probe_says_what() -> None:
    names = {kind: name for name, kind in OBSERVATION_TYPES.items()}
    said = [(names[kind], probe.name) for probe in ALL_PROBES for kind in probe.observes]

    assert len({name for name, _ in said}) == len(said), "each type belongs to one probe"
    # The witness itself says where it is attached, and what came of the outside probe.
    own = {"attachment": "attachment", "outside-reached": "outside"}
    assert dict(said) | own == _SAID_BY


def test_dead_links_and_missing_words_are_noticed(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("[here](docs/gone.md) [there](README.md#x) `[no](link.md)`\n")

    assert documentation.dead_links(tmp_path) == ["README.md links to docs/gone.md, which does not exist"]
    assert documentation.unmentioned(["a", "b"], "`a` and b") == ["b"]
    assert documentation.rows("| `k` | `1` | x |\n| k | 2 |\n") == {"k": ["`1`", "x"]}
    assert documentation.shape("# A\n| a |\n|---|\n* b\n") != documentation.shape("# A\n| a |\n|---|\n")
