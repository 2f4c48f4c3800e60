"""H3C Comware 7.

ACL and QoS Command Reference: `acl mac name`, `rule … deny source-mac source-address source-mask` (Ethernet frame
header ACL); Security Command Reference: `ip source binding ip-address … mac-address …` in system view. Black holes of
`mac-address blackhole` need a VLAN there, so both lists are access lists, for `packet-filter mac name … inbound`.
"""

from collections.abc import Sequence

from collector.admission.form import NAMES, Line, hyphens, ipv4_of, remark
from collector.ledger.admission_list import ListKind

_WHOLE = "ffff-ffff-ffff"
_LAST_RULE = 65534
_VERBS = {ListKind.BLOCK: ("deny", "permit"), ListKind.ALLOW: ("permit", "deny")}


class H3cComware:
    """One MAC access list, its last rule for everybody else; static bindings of allowed terminals."""

    name = "h3c"
    comment = "#"

    def body(self, kind: ListKind, lines: Sequence[Line]) -> list[str]:
        verb, others = _VERBS[kind]
        body = [f"acl mac name {NAMES[kind]}"]
        for line in lines:
            mac = hyphens(line.entry.mac)
            body += [remark(self, line.entry), f" rule {rule_of(line)} {verb} source-mac {mac} {_WHOLE}"]
        body += [f" rule {_LAST_RULE} {others}", "quit"]
        return body + (self._bindings("", lines) if kind is ListKind.ALLOW else [])

    def undo(self, kind: ListKind, gone: Sequence[Line]) -> list[str]:
        rules = [f" undo rule {rule_of(line)}" for line in gone]
        body = [f"acl mac name {NAMES[kind]}", *rules, "quit"]
        return body + (self._bindings("undo ", gone) if kind is ListKind.ALLOW else [])

    def _bindings(self, undo: str, lines: Sequence[Line]) -> list[str]:
        return [
            f"{undo}ip source binding ip-address {address} mac-address {hyphens(line.entry.mac)}"
            for line in lines
            for address in ipv4_of(line.entry)
        ]


def rule_of(line: Line) -> int:
    """Rule numbers end at 65534 there, so they are not spread."""
    return line.number // 10
