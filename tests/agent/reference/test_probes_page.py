"""docs/probes.md and its Chinese twin are made from today's probes and schema."""

from pathlib import Path

import pytest

from agent.probes import ALL_PROBES
from agent.probes.probe import Probe
from agent.reference.probes_page import Language, page
from protocol.observations import OBSERVATION_TYPES, HostIdentity
from tests.support.probes import ToldProbe

DOCS = Path(__file__).parents[3] / "docs"
PAGES: dict[Language, str] = {"en": "probes.md", "zh": "probes.zh-CN.md"}


@pytest.mark.parametrize("language", PAGES)
def test_page_is_current(language: Language) -> None:
    assert (DOCS / PAGES[language]).read_text(encoding="utf-8") == page(ALL_PROBES, language), "run scripts/reference"


@pytest.mark.parametrize("language", PAGES)
def test_every_probe_and_every_observation_has_its_section(language: Language) -> None:
    text = page(ALL_PROBES, language)

    assert [probe.name for probe in ALL_PROBES if f"· `{probe.name}`\n" not in text] == []
    assert [name for name in OBSERVATION_TYPES if f"\n### {name}\n" not in text] == []


def test_a_new_probe_appears_by_being_listed() -> None:
    told: Probe = ToldProbe("crystal-ball", "what will be", rests_ms=3_000, observes=(HostIdentity,))

    assert "### what will be · `crystal-ball`\n\n- Says: [`host-identity`]" in page([told], "en")
    assert "at most every 3 s because of events" in page([told], "en")


def test_chinese_page_is_chinese() -> None:
    text = page(ALL_PROBES, "zh")

    assert "主机名;仅为标签" in text
    assert "至多 255 个字符" in text
