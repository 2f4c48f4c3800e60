"""Which language a person reads."""

import gettext
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

DOMAIN = "mingce-agent"
_LOCALE = Path(__file__).resolve().parents[1] / "locale"
LANGUAGES = ("zh_CN", "en")


def choose(arguments: Sequence[str], environment: Mapping[str, str] | None = None) -> str:
    """`--lang` on the command line, else the first of LC_ALL, LC_MESSAGES, LANG that is set (locale(7))."""
    for place, word in enumerate(arguments):
        if word.startswith("--lang="):
            return _known(word.removeprefix("--lang="))
        if word == "--lang" and place + 1 < len(arguments):
            return _known(arguments[place + 1])
    variables = os.environ if environment is None else environment
    chosen = next((variables[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if variables.get(name)), "")
    return _known(chosen)


def catalogue(language: str) -> gettext.NullTranslations:
    """The texts in that language; English where there is no catalogue."""
    if language == "en":
        return gettext.NullTranslations()
    return gettext.translation(DOMAIN, _LOCALE, languages=[language], fallback=True)


def _known(text: str) -> str:
    return "zh_CN" if text.lower().startswith("zh") else "en"
