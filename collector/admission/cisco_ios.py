"""Cisco IOS and IOS XE (Catalyst).

Command Reference: `mac access-list extended name`, `{permit | deny} {any | host src-MAC-addr} {any | host
dst-MAC-addr}` (Security; such lists have no sequence numbers on all releases and filter non-IP frames only, ARP among
them, which is what takes a host off), `arp access-list` with `permit ip host … mac host …` for dynamic ARP inspection.
"""

from collections.abc import Sequence

from collector.admission.form import NAMES, Line, dots, ipv4_of, remark
from collector.ledger.admission_list import ListKind


class CiscoIos:
    """One extended MAC access list; for allowed terminals with a fixed address an ARP access list."""

    name = "cisco"
    comment = "!"

    def body(self, kind: ListKind, lines: Sequence[Line]) -> list[str]:
        verb = "deny" if kind is ListKind.BLOCK else "permit"
        body = [f"mac access-list extended {NAMES[kind]}"]
        if kind is ListKind.BLOCK:
            # Rules are appended in the order given: the one for everybody else must be taken out to stand last again.
            body.append(" no permit any any")
        for line in lines:
            body += [remark(self, line.entry), f" {verb} host {dots(line.entry.mac)} any"]
        if kind is ListKind.BLOCK:
            return [*body, " permit any any", "exit"]
        return [*body, "exit", *self._bindings("", lines)]

    def undo(self, kind: ListKind, gone: Sequence[Line]) -> list[str]:
        verb = "deny" if kind is ListKind.BLOCK else "permit"
        body = [
            f"mac access-list extended {NAMES[kind]}",
            *(f" no {verb} host {dots(line.entry.mac)} any" for line in gone),
            "exit",
        ]
        return body + (self._bindings("no ", gone) if kind is ListKind.ALLOW else [])

    def _bindings(self, no: str, lines: Sequence[Line]) -> list[str]:
        bound = [
            f" {no}permit ip host {address} mac host {dots(line.entry.mac)}"
            for line in lines
            for address in ipv4_of(line.entry)
        ]
        return [f"arp access-list {NAMES[ListKind.ALLOW]}", *bound, "exit"] if bound else []
