"""Ruijie RGOS.

Command Reference, ACL: `mac access-list extended name`, `[sn] {permit | deny} {any | host source-mac} {any | host
destination-mac}`, `no sn`; an access list ends with an implicit deny. Global address binding: `address-bind
ip-address mac-address`, which holds once `address-bind install` was given.
"""

from collections.abc import Sequence

from collector.admission.form import NAMES, Line, dots, ipv4_of, remark
from collector.ledger.admission_list import ListKind

_LAST = 2_000_000_000


class RuijieRgos:
    """One extended MAC access list by sequence numbers; global bindings of allowed terminals."""

    name = "ruijie"
    comment = "!"

    def body(self, kind: ListKind, lines: Sequence[Line]) -> list[str]:
        verb = "deny" if kind is ListKind.BLOCK else "permit"
        body = [f"mac access-list extended {NAMES[kind]}"]
        for line in lines:
            body += [remark(self, line.entry), f" {line.number} {verb} host {dots(line.entry.mac)} any"]
        if kind is ListKind.BLOCK:
            return [*body, f" {_LAST} permit any any", "exit"]
        bindings = [
            f"address-bind {address} {dots(line.entry.mac)}" for line in lines for address in ipv4_of(line.entry)
        ]
        return [*body, "exit", *bindings]

    def undo(self, kind: ListKind, gone: Sequence[Line]) -> list[str]:
        body = [f"mac access-list extended {NAMES[kind]}", *(f" no {line.number}" for line in gone), "exit"]
        if kind is ListKind.BLOCK:
            return body
        return body + [f"no address-bind {address}" for line in gone for address in ipv4_of(line.entry)]
