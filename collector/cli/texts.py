"""Texts for people, in the language chosen once at start. English is the source; zh_CN the translation."""

import gettext as _library
import os
from pathlib import Path

from protocol.phrases import translate

DOMAIN = "mingce"
LOCALES = Path(__file__).parents[1] / "locale"

_chosen: list[_library.NullTranslations] = [_library.NullTranslations()]


def choose(language: str | None) -> str:
    """Takes zh_CN for any Chinese locale name, English otherwise; gives what it took."""
    taken = "zh_CN" if (language or "").lower().startswith("zh") else "en"
    _chosen[0] = _library.translation(DOMAIN, LOCALES, languages=[taken], fallback=True)
    # typer's own words (Usage, Options …) come from gettext's global domain: they stand in our catalogue, too.
    os.environ["LANGUAGE"] = taken
    _library.bindtextdomain(DOMAIN, LOCALES)
    _library.textdomain(DOMAIN)
    return taken


def _(text: str) -> str:
    """The text in the chosen language."""
    return _chosen[0].gettext(text) if text else ""


def told(text: str) -> str:
    """An error's sentence in the chosen language."""
    return translate(text, _)


def pick(zh: str, en: str) -> str:
    """The one of two texts that is in the chosen language: rules carry both."""
    return zh if os.environ.get("LANGUAGE") == "zh_CN" else en


def N_(text: str) -> str:  # noqa: N802 - the name that gettext's tools look for
    """Marks a text that is translated where it is shown."""
    return text


TYPERS_OWN = (
    N_("Options"),
    N_("Arguments"),
    N_("Commands"),
    N_("required"),
    N_("[required]"),
    N_("default: {default}"),
    N_("[default: {}]"),
    N_("env var: {var}"),
    N_("[env var: {}]"),
    N_("Missing command."),
    N_("No such command {name!r}."),
    N_("Aborted."),
    N_("Aborted!"),
    N_("Error"),
)
"""What typer asks gettext for."""
