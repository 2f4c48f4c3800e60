"""Huawei VRP (S series).

Command Reference S12700/S5700 V200R023: `mac-address blackhole mac-address` (MAC Address Table Configuration Commands;
drops frames with it as source or destination; without a VLAN it holds in all), `acl name … link` and `rule … permit
source-mac` (ACL Configuration Commands), `user-bind static` (IP Source Guard Configuration Commands). A line that
begins with # is skipped when a configuration file is read.
"""

from collections.abc import Sequence

from collector.admission.form import NAMES, Line, hyphens, ipv4_of, remark
from collector.ledger.admission_list import ListKind

_WHOLE = "ffff-ffff-ffff"
_LAST_RULE = 4_000_000_000


class HuaweiVrp:
    """Blocked MACs become black holes; allowed ones a layer-2 access list, and static bindings for IP source guard."""

    name = "huawei"
    comment = "#"

    def body(self, kind: ListKind, lines: Sequence[Line]) -> list[str]:
        if kind is ListKind.BLOCK:
            holes = [(remark(self, line.entry), f"mac-address blackhole {hyphens(line.entry.mac)}") for line in lines]
            return [part for pair in holes for part in pair]
        body = [f"acl name {NAMES[kind]} link"]
        for line in lines:
            mac = hyphens(line.entry.mac)
            body += [remark(self, line.entry), f" rule {line.number} permit source-mac {mac} {_WHOLE}"]
        return [*body, f" rule {_LAST_RULE} deny", "quit", *self._bindings("", lines)]

    def undo(self, kind: ListKind, gone: Sequence[Line]) -> list[str]:
        if kind is ListKind.BLOCK:
            return [f"undo mac-address blackhole {hyphens(line.entry.mac)}" for line in gone]
        rules = [f" undo rule {line.number}" for line in gone]
        return [f"acl name {NAMES[kind]} link", *rules, "quit", *self._bindings("undo ", gone)]

    def _bindings(self, undo: str, lines: Sequence[Line]) -> list[str]:
        return [
            f"{undo}user-bind static ip-address {address} mac-address {hyphens(line.entry.mac)}"
            for line in lines
            for address in ipv4_of(line.entry)
        ]
