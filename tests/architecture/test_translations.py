"""The Chinese catalogues are complete and compiled; and each demand notices what is seeded against it."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from tests.architecture import translations

Law = Callable[[Path, str], list[str]]
LAWS: list[Law] = [translations.missing_texts, translations.untranslated, translations.not_compiled]

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
GOOD = HEADER + 'msgid "%(count)d terminals"\nmsgstr "%(count)d 台终端"\n'
PLURAL = 'msgid "%(rows)d row"\nmsgid_plural "%(rows)d rows"\nmsgstr[0] "%(rows)d 行"\n'


@pytest.mark.parametrize("package", sorted(translations.DOMAINS))
@pytest.mark.parametrize("law", LAWS)
def test_catalogue_keeps(law: Law, package: str, checkout: Path) -> None:
    problems = law(checkout, package)

    assert not problems, "\n".join(problems)


@pytest.fixture
def seeded(tmp_path: Path) -> Path:
    """A tree with one text, its translation, and the compiled catalogue."""
    catalogue = tmp_path / "agent/locale/zh_CN/LC_MESSAGES/mingce-agent.po"
    catalogue.parent.mkdir(parents=True)
    (tmp_path / "agent/texts.py").write_text(
        'TEXT = _("%(count)d terminals")\nROWS = ngettext("%(rows)d row", "%(rows)d rows", 2)\n', encoding="utf-8"
    )
    catalogue.write_text(GOOD + PLURAL, encoding="utf-8")
    with catalogue.open("rb") as source, catalogue.with_suffix(".mo").open("wb") as target:
        write_mo(target, read_po(source, locale="zh_CN"))
    return tmp_path


@pytest.mark.parametrize("law", LAWS)
def test_good_catalogue_is_accepted(law: Law, seeded: Path) -> None:
    assert law(seeded, "agent") == []


def test_missing_catalogue_is_noticed(seeded: Path) -> None:
    shutil.rmtree(seeded / "agent/locale")

    assert translations.missing_texts(seeded, "agent")


def test_new_text_is_noticed(seeded: Path) -> None:
    (seeded / "agent/more.py").write_text('TEXT = _("unheard of")\n', encoding="utf-8")

    assert "unheard of" in "".join(translations.missing_texts(seeded, "agent"))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(GOOD.replace("%(count)d 台终端", ""), id="empty"),
        pytest.param(GOOD.replace('msgid "%', '#, fuzzy\nmsgid "%'), id="fuzzy"),
        pytest.param(
            GOOD.replace('msgid "%', '#, python-format\nmsgid "%').replace("%(count)d 台", "%(number)d 台"),
            id="placeholder",
        ),
    ],
)
def test_bad_translation_is_noticed(seeded: Path, text: str) -> None:
    (seeded / "agent/locale/zh_CN/LC_MESSAGES/mingce-agent.po").write_text(text, encoding="utf-8")

    assert translations.untranslated(seeded, "agent")


def test_stale_compilation_is_noticed(seeded: Path) -> None:
    catalogue = seeded / "agent/locale/zh_CN/LC_MESSAGES/mingce-agent.po"
    catalogue.write_text(GOOD.replace("台终端", "个终端"), encoding="utf-8")

    assert translations.not_compiled(seeded, "agent")
