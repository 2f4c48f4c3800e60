"""Installed packages of a dpkg system: /var/lib/dpkg/status (deb822(5)), streamed and bounded.

The databases of rpm are binary, of three kinds; on such a PC paths and services tell instead.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from agent.host.machine import Host, could_not_read, open_regular

_LONGEST_LINE = 4096
_MOST_LINES = 2_000_000
_WANTED = {
    b"Package": "name",
    b"Status": "status",
    b"Version": "version",
    b"Section": "section",
    b"Description": "says",
}


@dataclass(frozen=True, slots=True)
class Package:
    """One installed package; `says` is the first line of its description."""

    name: str
    version: str
    section: str
    says: str


def installed_packages(host: Host) -> Iterator[Package]:
    """Of this PC, nothing where there is no dpkg. Raises CouldNotLook."""
    path = host.var / "lib/dpkg/status"
    try:
        with open_regular(path) as file:
            yield from parse_status(iter(lambda: file.readline(_LONGEST_LINE), b""))
    except FileNotFoundError:
        return
    except OSError as error:
        raise could_not_read(path, error) from None


def parse_status(lines: Iterable[bytes]) -> Iterator[Package]:
    """The packages that are installed; such as are removed but for their settings are left out."""
    fields: dict[str, str] = {}
    for _, line in zip(range(_MOST_LINES), lines, strict=False):
        if not line.strip():
            yield from _package(fields)
            fields = {}
            continue
        name, colon, value = line.partition(b":")
        if colon and name in _WANTED:
            fields[_WANTED[name]] = value.decode("utf-8", "replace").strip()
    yield from _package(fields)


def _package(fields: dict[str, str]) -> Iterator[Package]:
    if fields.get("name") and fields.get("status", "").endswith(" installed"):
        yield Package(fields["name"], fields.get("version", ""), fields.get("section", ""), fields.get("says", ""))


def why_unread(host: Host) -> str | None:
    """Why the packages of this PC stay unread, where they do."""
    if (host.var / "lib/dpkg/status").exists():
        return None
    if any(place.is_dir() for place in (host.var / "lib/rpm", host.usr / "lib/sysimage/rpm")):
        return "packages: the database of rpm is not read; paths, services and processes are"
    return "packages: this PC keeps no list that is known"
