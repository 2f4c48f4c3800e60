"""A captured machine as a Host: its files laid out in a folder, its kernel tables read from JSON.

`tests/fixtures/hosts/NAME/files.json` maps paths to contents, or to {"link": target}; `netlink.json` holds the tables.
"""

import ipaddress
import json
import os
from pathlib import Path
from typing import Any

from agent.errors import CouldNotLook
from agent.host.machine import Host
from agent.host.tables import Link, LinkAddress, NeighbourEntry, RouteEntry, Wiphy, WirelessInterface
from protocol.mac import MacAddress
from tests.support.clock import FakeClock

HOSTS = Path(__file__).resolve().parents[1] / "fixtures/hosts"
NAMES = sorted(path.name for path in HOSTS.iterdir() if path.is_dir())


class CapturedTables:
    """KernelTables of a captured machine; a table that is null could not be asked for."""

    def __init__(self, tables: dict[str, Any]) -> None:
        self.tables = tables

    def links(self) -> tuple[Link, ...]:
        rows = (_with_macs(row, "mac", "permanent_mac") for row in self._rows("links"))
        return tuple(Link(**row | {"other_names": tuple(row.get("other_names", ()))}) for row in rows)

    def addresses(self) -> tuple[LinkAddress, ...]:
        rows = self._rows("addresses")
        return tuple(LinkAddress(**row | {"address": ipaddress.ip_address(row["address"])}) for row in rows)

    def routes(self) -> tuple[RouteEntry, ...]:
        return tuple(_route(row) for row in self._rows("routes"))

    def neighbours(self) -> tuple[NeighbourEntry, ...]:
        rows = (_with_macs(row, "mac") for row in self._rows("neighbours"))
        return tuple(NeighbourEntry(**row | {"address": ipaddress.ip_address(row["address"])}) for row in rows)

    def wiphys(self) -> tuple[Wiphy, ...]:
        return tuple(Wiphy(**row) for row in self._rows("wiphys"))

    def wireless_interfaces(self) -> tuple[WirelessInterface, ...]:
        return tuple(WirelessInterface(**_with_macs(row, "mac", "bssid")) for row in self._rows("wireless_interfaces"))

    def stations(self, ifindex: int) -> tuple[MacAddress, ...]:
        return tuple(MacAddress.parse(row["mac"]) for row in self._rows("stations") if row["ifindex"] == ifindex)

    def _rows(self, table: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] | None = self.tables.get(table, [])
        if rows is None:
            raise CouldNotLook(table, "this captured machine does not say")
        return rows


def _with_macs(row: dict[str, Any], *names: str) -> dict[str, Any]:
    return row | {name: MacAddress.parse(row[name]) for name in names if row.get(name)}


def _route(row: dict[str, Any]) -> RouteEntry:
    destination = ipaddress.ip_network(row["destination"])
    gateway = ipaddress.ip_address(row["gateway"]) if row.get("gateway") else None
    family = 2 if destination.version == 4 else 10
    return RouteEntry(
        family, destination, gateway, row["out_index"], row["metric"], row["table"], row.get("protocol", 3),
        row.get("type", 1),
    )  # fmt: skip


def lay_out(files: dict[str, Any], root: Path) -> None:
    """Writes the files and links of a captured machine below a folder."""
    for name in ("sys", "proc", "etc", "dev"):
        (root / name).mkdir(exist_ok=True)
    for path, content in files.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, dict):
            os.symlink(content["link"], place)
        else:
            place.write_text(content, encoding="utf-8")


def host_of(root: Path, tables: CapturedTables, clock: FakeClock | None = None) -> Host:
    return Host(
        clock or FakeClock(),
        tables,
        sysfs=root / "sys",
        procfs=root / "proc",
        etc=root / "etc",
        dev=root / "dev",
        modules=root / "lib/modules",
        run=root / "run",
        var=root / "var",
        opt=root / "opt",
        usr=root / "usr",
        state=root / "var/lib/mingce-agent",
    )


def captured_host(name: str, root: Path) -> Host:
    """The named machine, laid out below `root`."""
    lay_out(json.loads((HOSTS / name / "files.json").read_text(encoding="utf-8")), root)
    return host_of(root, CapturedTables(json.loads((HOSTS / name / "netlink.json").read_text(encoding="utf-8"))))
