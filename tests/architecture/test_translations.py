"""The Chinese catalogues are complete and compiled; and each demand notices what is seeded against it."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from tests.architecture import translations

Law = Callable[[Path, str], list[str]]
LAWS: list[Law] = [
    translations.missing_texts,
    translations.untranslated,
    translations.unlike_placeholders,
    translations.formatted_errors,
    translations.not_compiled,
]

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
    "line",
    [
        'raise ConfigurationError("unheard of", "x")',
        'raise ConfigurationError(path, "x" if path else "unheard of")',
        'WHY = say("unheard of")',
        'WHY = say("{name} is unheard of", name=name)',
    ],
)
def test_new_error_sentence_is_noticed(seeded: Path, line: str) -> None:
    (seeded / "agent/more.py").write_text(f"{line}\n", encoding="utf-8")

    assert "unheard of" in "".join(translations.missing_texts(seeded, "agent"))


def test_error_sentence_of_the_protocol_belongs_to_both(seeded: Path) -> None:
    (seeded / "protocol").mkdir()
    (seeded / "protocol/more.py").write_text('raise MalformedIdentity("unheard of", "x")\n', encoding="utf-8")

    assert "unheard of" in "".join(translations.missing_texts(seeded, "agent"))


def test_formatted_error_is_noticed(seeded: Path) -> None:
    more = seeded / "agent/more.py"
    more.write_text('raise ConfigurationError(f"{a}: {b}", say("{a} is not b", a=a))\n', encoding="utf-8")
    assert translations.formatted_errors(seeded, "agent") == []

    more.write_text('raise ConfigurationError(path, f"{a} is not b")\n', encoding="utf-8")
    assert "must be a say(...)" in "".join(translations.formatted_errors(seeded, "agent"))


@pytest.mark.parametrize("translation", ["{name} 不是 b", "{value} 不是 b", "{name!r} 不是 {", "不是 b"])
def test_other_value_in_a_translation_is_noticed(seeded: Path, translation: str) -> None:
    catalogue = seeded / "agent/locale/zh_CN/LC_MESSAGES/mingce-agent.po"
    catalogue.write_text(f'{HEADER}msgid "{{name!r}} is not b"\nmsgstr "{translation}"\n', encoding="utf-8")

    assert translations.unlike_placeholders(seeded, "agent")


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
