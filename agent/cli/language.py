"""Which language a person reads."""

import gettext
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

DOMAIN = "mingce-agent"
_LOCALE = Path(__file__).resolve().parents[1] / "locale"
LANGUAGES = ("zh", "zh_CN", "en")


def N_(text: str) -> str:  # noqa: N802 - the name that gettext's tools look for
    """Marks a text that is translated where it is shown."""
    return text


ARGPARSES_OWN = (
    N_("usage: "),
    N_("positional arguments"),
    N_("options"),
    N_("show this help message and exit"),
    N_("show program's version number and exit"),
    N_("%(prog)s: error: %(message)s\n"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("the following arguments are required: %s"),
    N_("unrecognized arguments: %s"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
    N_("ambiguous option: %(option)s could match %(matches)s"),
    N_("expected one argument"),
    N_("ignored explicit argument %r"),
)
"""What argparse asks gettext for, in Python 3.11 to 3.13."""


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


def speak_usage(language: str) -> None:
    """Makes argparse, which asks gettext's global domain, say its own words from our catalogue."""
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain(DOMAIN, str(_LOCALE))
    gettext.textdomain(DOMAIN)


def _known(text: str) -> str:
    return "zh_CN" if text.lower().startswith("zh") else "en"
