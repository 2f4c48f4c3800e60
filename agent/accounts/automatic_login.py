"""Accounts that this PC logs in by itself: gdm, lightdm (Kylin's, UOS'), sddm, and systemd's console."""

import re
from collections.abc import Iterator
from pathlib import Path

from agent.errors import CouldNotLook
from agent.host.machine import Host

_LARGEST = 64 * 1024
_MOST_FILES = 64
_AGETTY = re.compile(r"--autologin[= ](?P<name>[^\s\"']+)|(?<=\s)-a\s+(?P<short>[^\s\"']+)")
_GAP = re.compile(r"[^\S\n]{2,}")
_NAME = re.compile(r"[^\s:/]{1,64}")


def logged_in_automatically(host: Host) -> tuple[frozenset[str], list[str]]:
    """Names of the accounts, and what could not be read."""
    names: set[str] = set()
    unseen: list[str] = []
    for parse, files in (
        (
            parse_gdm,
            [host.etc / folder / name for folder in ("gdm3", "gdm") for name in ("custom.conf", "daemon.conf")],
        ),
        (parse_lightdm, _files(host, "lightdm/lightdm.conf.d", "lightdm/lightdm.conf")),
        (parse_sddm, _files(host, "sddm/sddm.conf.d", "sddm.conf") + _drop_ins(host, host.etc / "sddm.conf.d")),
        (parse_agetty, _gettys(host)),
    ):
        for file in files[:_MOST_FILES]:
            try:
                names |= parse(host.read_text(file, _LARGEST) or "")
            except CouldNotLook as error:
                unseen.append(str(error))
    return frozenset(names), unseen


def parse_gdm(text: str) -> set[str]:
    """[daemon] AutomaticLogin, TimedLogin, each with its switch (gdm's daemon configuration)."""
    found = set()
    for daemon in _sections(text, "daemon"):
        for kind in ("automaticlogin", "timedlogin"):
            if _is_true(daemon.get(f"{kind}enable")):
                found |= _names(daemon.get(kind))
    return found


def parse_lightdm(text: str) -> set[str]:
    """[Seat:*] autologin-user; a guest session without a user is nobody's account."""
    return {name for seat in _sections(text, "seat") for name in _names(seat.get("autologin-user"))}


def parse_sddm(text: str) -> set[str]:
    """[Autologin] User (sddm.conf(5))."""
    return {name for section in _sections(text, "autologin") for name in _names(section.get("user"))}


def parse_agetty(text: str) -> set[str]:
    """--autologin of a getty's command line (agetty(8)) in a systemd unit."""
    commands = [line for line in text.split("\n") if line.strip().startswith("ExecStart=")]
    return {
        name
        for line in commands
        for match in _AGETTY.finditer(line)
        for name in _names(match["name"] or (match["short"] if "agetty" in line else None))
    }


def _sections(text: str, name: str) -> Iterator[dict[str, str | None]]:
    """Sections of that name; `seat` matches [SeatDefaults] and every [Seat:…], too."""
    # Imported here: many PCs have no such file, and the agent keeps what it once imported.
    import configparser

    settings = configparser.ConfigParser(
        interpolation=None, strict=False, delimiters=("=",), allow_no_value=True, default_section=""
    )
    try:
        settings.read_string(without_gaps(text))
    except configparser.Error:
        return
    for section in settings.sections():
        lower = section.strip().lower()
        if lower == name or (name == "seat" and (lower.startswith("seat:") or lower == "seatdefaults")):
            yield dict(settings.items(section))


def without_gaps(text: str) -> str:
    """Each run of white space within a line as one blank: configparser's expressions take seconds for a long one."""
    return _GAP.sub(" ", text)


def _is_true(text: str | None) -> bool:
    return (text or "").strip().lower() in ("true", "1", "yes")


def _names(text: str | None) -> set[str]:
    """One account; what no account can be called is none."""
    found = _NAME.fullmatch((text or "").strip().strip('"'))
    return {found[0]} if found else set()


def _files(host: Host, folder: str, file: str) -> list[Path]:
    shipped = _drop_ins(host, host.usr / "share" / folder) + _drop_ins(host, host.usr / "lib" / folder)
    return [*shipped, *_drop_ins(host, host.etc / folder), host.etc / file]


def _drop_ins(host: Host, folder: Path) -> list[Path]:
    try:
        return [folder / name for name in host.entries(folder) or () if name.endswith(".conf")]
    except CouldNotLook:
        return []


def _gettys(host: Host) -> list[Path]:
    units = host.etc / "systemd/system"
    try:
        folders = [name for name in host.entries(units) or () if "getty@" in name]
    except CouldNotLook:
        return []
    drop_ins = [path for name in folders if name.endswith(".d") for path in _drop_ins(host, units / name)]
    return drop_ins + [units / name for name in folders if name.endswith(".service")]
