"""Software that calls itself an antivirus, in its package's or unit's own words: found so that no list hides it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from agent.antivirus.packages import Package
from agent.errors import CouldNotLook
from agent.host.machine import Host

_WORDS = re.compile(
    r"anti-?\s?(?:virus|malware)|virus scanner|endpoint (?:protection|security|detection)|\bEDR\b"
    r"|杀毒|防病毒|反病毒|查杀|病毒防护|终端安全|安全卫士|主机安全|恶意代码",
    re.IGNORECASE,
)
_NO_PRODUCT = re.compile(
    r"(lib|python3?-|golang-|ruby-|php-|node-|.*-(doc|dev|data|docs|dbg|dbgsym|testfiles|common|base|cache)\Z)"
)
"""Parts of something else: libraries, bindings, documents."""
_NO_SECTIONS = frozenset({"doc", "libs", "libdevel", "python", "perl", "ruby", "php", "golang", "mail", "localization"})
"""`mail`: filters that hand messages to a scanner. Sections may carry an archive's area: universe/mail."""
_MOST_UNITS = 4096
_UNIT_BYTES = 8192
_DESCRIPTION = re.compile(r"^Description\s*=\s*(.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class SelfStyled:
    """`evidence` is `package:NAME` or `service:NAME`."""

    name: str
    version: str | None
    evidence: str
    says: str


def from_package(package: Package) -> SelfStyled | None:
    """A package whose description names it an antivirus."""
    section = package.section.rsplit("/", 1)[-1]
    if section in _NO_SECTIONS or _NO_PRODUCT.match(package.name) or not _WORDS.search(package.says):
        return None
    return SelfStyled(package.name, package.version or None, f"package:{package.name}", package.says)


def from_units(host: Host) -> Iterator[SelfStyled]:
    """Systemd services whose description names one. Raises CouldNotLook."""
    for root in (host.etc, host.usr / "lib", host.run):
        folder = root / "systemd/system"
        names = [name for name in host.entries(folder) or () if name.endswith(".service")]
        for name in names[:_MOST_UNITS]:
            description = _description(host, folder / name)
            if description and _WORDS.search(description):
                yield SelfStyled(name.removesuffix(".service"), None, f"service:{name}", description)


def _description(host: Host, path: Path) -> str | None:
    try:
        text = host.read_text(path, _UNIT_BYTES)
    except CouldNotLook:
        return None  # a unit closed to this account; its package and its process can still be seen
    match = _DESCRIPTION.search(text or "")
    return match[1].strip() if match else None
