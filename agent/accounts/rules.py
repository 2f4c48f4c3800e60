"""Rules for passwords, from every file that can make some: PAM and its modules' settings, login.defs, UOS' own."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from agent.accounts.automatic_login import without_gaps
from agent.accounts.pam import Module, parse_settings, parse_stack, what_is_asked
from agent.errors import CouldNotLook
from agent.host.machine import Host
from protocol.observations import PasswordRules

_STACKS = (
    "common-password", "common-auth", "system-auth", "password-auth", "passwd", "login", "sshd", "lightdm",
    "gdm-password", "sddm", "ukui-screensaver-qt",
)  # fmt: skip
"""Files of /etc/pam.d that set or check passwords: Debian's, RHEL's and the greeters'."""
_SETTINGS = {
    "pam_pwquality": ("security/pwquality.conf", "security/pwquality.conf.d"),
    "pam_faillock": ("security/faillock.conf", ""),
    "pam_pwhistory": ("security/pwhistory.conf", ""),
}
_MOST_FILES = 32
_LARGEST = 64 * 1024
_MAX_DAYS = re.compile(r"^\s*PASS_MAX_DAYS\s+(\d{1,6})\s*$", re.MULTILINE)
_DEEPIN = "deepin/dde.conf"
_DEEPIN_LENGTH = 8
"""deepin-pw-check's least length where it checks strictly and names none."""


def read_rules(host: Host) -> tuple[PasswordRules, list[str]]:
    """The rules in force, and what could not be read of them."""
    reading = _Reading(host)
    modules = [module for name in _STACKS for module in reading.stack(name)]
    standing = {module.module for module in modules}
    settings = {name: reading.settings(*places) for name, places in _SETTINGS.items() if name in standing}
    asked = what_is_asked(modules, settings)
    length, classes = asked.least_length, asked.classes
    if "pam_deepin_pw_check" in standing:
        deepin_length, deepin_classes = parse_deepin(reading.text(_DEEPIN))
        length = max(length or 0, deepin_length) or None
        classes = max(classes or 0, deepin_classes)
    days = _MAX_DAYS.findall(reading.text("login.defs"))
    rules = PasswordRules(
        length, classes, int(days[-1]) if days else None, asked.remembers, asked.locks_after, asked.lock_seconds,
        tuple(reading.sources),
    )  # fmt: skip
    return rules, reading.unseen


class _Reading:
    """Reads below /etc; remembers which files said something and which could not be read."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self.sources: list[str] = []
        self.unseen: list[str] = []

    def text(self, name: str) -> str:
        try:
            text = self._host.read_text(self._host.etc / name, _LARGEST)
        except CouldNotLook as error:
            self.unseen.append(str(error))
            return ""
        if text and f"/etc/{name}" not in self.sources:
            self.sources.append(f"/etc/{name}")
        return text or ""

    def stack(self, name: str) -> Iterator[Module]:
        """The modules of a file; a file that none of ours stands in is no source."""
        known = list(self.sources)
        modules = parse_stack(self.text(f"pam.d/{name}"))
        if not any(module.module in _ASKING for module in modules):
            self.sources = known
        yield from modules

    def settings(self, file: str, folder: str) -> Mapping[str, str]:
        files = [file] if self._exists(file) else []
        if folder:
            names = self._host.entries(self._host.etc / folder) or ()
            # Drop-ins are read in the order of their names, and later ones win (pwquality.conf(5)).
            files += [f"{folder}/{name}" for name in names if name.endswith(".conf")][:_MOST_FILES]
        return parse_settings(line for name in files for line in self.text(name).split("\n"))

    def _exists(self, name: str) -> bool:
        return Path(self._host.etc / name).is_file()


_INDENT = re.compile(r"^\s+", re.MULTILINE)
_ASKING = frozenset({"pam_pwquality", "pam_cracklib", "pam_pwhistory", "pam_faillock", "pam_tally2", "pam_unix"})


def parse_deepin(text: str) -> tuple[int, int]:
    """Least length and kinds of characters of UOS' dde.conf; (0, 0) where it does not check strictly."""
    # Imported here: only UOS has this file, and the agent keeps what it once imported.
    import configparser

    settings = configparser.ConfigParser(interpolation=None, strict=False, delimiters=("=",), allow_no_value=True)
    try:
        # No value goes over several lines there; continued ones trip configparser up where a key has no value.
        settings.read_string(_INDENT.sub("", without_gaps(text)))
    except configparser.Error:
        return 0, 0
    if not settings.has_section("Password"):
        return 0, 0
    own = settings["Password"]
    if (own.get("strong_password") or "").strip().lower() != "true":
        return 0, 0
    return _number(own.get("password_min_length"), _DEEPIN_LENGTH), _number(own.get("validate_required"), 1)


def _number(text: str | None, default: int) -> int:
    found = re.fullmatch(r"\s*([0-9]{1,4})\s*", text or "", re.ASCII)
    return int(found[1]) if found else default
