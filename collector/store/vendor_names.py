"""Who made what: names of MAC address blocks and of USB and PCI ids, from a read-only table of scripts/vendor-names.

Table `block` holds IEEE's MA-L, MA-M and MA-S blocks (24, 28 and 36 bits): the longest that fits names the maker.
"""

import re
import sqlite3
import threading
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from collector.errors import StoreError
from protocol.mac import MacAddress
from protocol.phrases import say
from protocol.reasons import reason

SHIPPED = Path(__file__).parents[1] / "data" / "vendors.sqlite"
FORMAT = 1
LOCALLY_ADMINISTERED = "locally administered (randomised or virtual)"
"""Nobody's block (IEEE 802c): the second-lowest bit of the first byte is set."""

_BITS = ((36, 2), (28, 1), (24, 0))
_BUSES = {"usb": 1, "pci": 2}
_MAC = re.compile(r"(?:[0-9A-Fa-f]{2}-){5}[0-9A-Fa-f]{2}")
_HEX = frozenset("0123456789abcdefABCDEF")


@dataclass(frozen=True, slots=True)
class DeviceName:
    """What ids stand for; None where the list has none."""

    vendor: str | None
    product: str | None

    @property
    def text(self) -> str | None:
        """Both in a line; None where neither is known."""
        return " ".join(name for name in (self.vendor, self.product) if name) or None


@dataclass(frozen=True, slots=True)
class NameSource:
    """A list the table was made of."""

    name: str
    version: str
    licence: str


class VendorNames:
    """Names by MAC and by ids; without a table it knows none, but still tells a locally administered MAC."""

    def __init__(self, connection: sqlite3.Connection | None = None) -> None:
        self._connection = connection
        self._lock = threading.Lock()

    @classmethod
    def open(cls, path: Path) -> Self:
        """Raises StoreError for a file that is missing, no such table or of another format."""
        try:
            # immutable: nothing changes the file while it is open, so that no lock and no journal is looked for.
            uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
            connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
            found = connection.execute("SELECT value FROM meta WHERE key = 'format'").fetchone()
        except sqlite3.Error as error:
            raise _unusable(path, reason(error)) from error
        if found is None or found[0] != str(FORMAT):
            connection.close()
            raise _unusable(path, say("its format is {found}, not {wanted}", found=str(found), wanted=FORMAT))
        return cls(connection)

    def of_mac(self, mac: MacAddress) -> str | None:
        """The maker of an adapter; None where its block is in no list."""
        if mac.is_locally_administered:
            return LOCALLY_ADMINISTERED
        if mac.is_group:
            return None
        value = int(str(mac).replace("-", ""), 16)
        keys = [block_key(value >> (48 - bits), bits) for bits, _ in _BITS]
        query = (
            "SELECT maker.name FROM block JOIN maker ON maker.id = block.maker"
            " WHERE block.key IN (?, ?, ?) ORDER BY block.key & 3 DESC LIMIT 1"
        )
        return self._name(query, keys)

    def of_text(self, mac: str | None) -> str | None:
        """As `of_mac`, for a MAC in normal form; None for anything else."""
        if mac is None or not _MAC.fullmatch(mac):
            return None
        return self.of_mac(MacAddress.from_normal_form(mac.upper()))

    def of_device(self, bus: str, vendor_id: str | None, product_id: str | None) -> DeviceName:
        """`bus` is usb or pci; ids are four hex digits."""
        if bus not in _BUSES or not _is_id(vendor_id):
            return DeviceName(None, None)
        query = "SELECT name FROM device WHERE key = ?"
        vendor = self._name(query, [device_key(bus, str(vendor_id), None)])
        product = self._name(query, [device_key(bus, str(vendor_id), product_id)]) if _is_id(product_id) else None
        return DeviceName(vendor, product)

    def sources(self) -> tuple[NameSource, ...]:
        """What the table was made of; empty without one."""
        rows = self._rows("SELECT name, version, licence FROM source ORDER BY name", [])
        return tuple(NameSource(*row) for row in rows)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()

    def _name(self, query: str, values: list[int]) -> str | None:
        rows = self._rows(query, values)
        return str(rows[0][0]) if rows else None

    def _rows(self, query: str, values: list[int]) -> list[tuple[str, ...]]:
        if self._connection is None:
            return []
        with self._lock:
            return self._connection.execute(query, values).fetchall()


def write(path: Path, blocks: dict[int, str], devices: dict[int, str], sources: tuple[NameSource, ...]) -> None:
    """Makes a table where nothing is; keys by `block_key` and `device_key`. The same input gives the same bytes."""
    names = {name: place for place, name in enumerate(sorted(set(blocks.values())), 1)}
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        connection.execute("CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID")
        connection.execute("CREATE TABLE source (name TEXT, version TEXT, licence TEXT)")
        connection.execute("CREATE TABLE maker (id INTEGER PRIMARY KEY, name TEXT NOT NULL)")
        connection.execute("CREATE TABLE block (key INTEGER PRIMARY KEY, maker INTEGER NOT NULL)")
        connection.execute("CREATE TABLE device (key INTEGER PRIMARY KEY, name TEXT NOT NULL)")
        connection.execute("INSERT INTO meta VALUES ('format', ?)", (str(FORMAT),))
        rows = [(item.name, item.version, item.licence) for item in sources]
        connection.executemany("INSERT INTO source VALUES (?, ?, ?)", rows)
        connection.executemany("INSERT INTO maker VALUES (?, ?)", [(place, name) for name, place in names.items()])
        connection.executemany("INSERT INTO block VALUES (?, ?)", [(k, names[v]) for k, v in sorted(blocks.items())])
        connection.executemany("INSERT INTO device VALUES (?, ?)", sorted(devices.items()))
        connection.execute("COMMIT")
        connection.execute("VACUUM")


def block_key(prefix: int, bits: int) -> int:
    """Key of an address block: its first `bits` bits (24, 28 or 36) filled up to 36, then which length it is."""
    return (prefix << (36 - bits)) << 2 | dict(_BITS)[bits]


def device_key(bus: str, vendor_id: str, product_id: str | None) -> int:
    """Key of a vendor, or of one product of its."""
    product = 0 if product_id is None else 1 << 16 | int(product_id, 16)
    return _BUSES[bus] << 34 | int(vendor_id, 16) << 17 | product


def bus_of(bus_path: str) -> str:
    """Pci for a path like 0000:02:00.0, else usb (1-2.1:1.0)."""
    return "pci" if bus_path[4:5] == ":" and set(bus_path[:4]) <= _HEX else "usb"


def _is_id(text: str | None) -> bool:
    return text is not None and len(text) == 4 and set(text) <= _HEX


def _unusable(path: Path, why: str) -> StoreError:
    return StoreError(say("vendor names {path}", path=path), why, "make it with scripts/vendor-names, or leave it out")
