"""FreeRADIUS 3: the `users` file of rlm_files (users(5)), for MAC authentication by the switch (MAB).

User name and password are the MAC in lower case without separators (Cisco's, Huawei's and Ruijie's default; elsewhere
rewrite_calling_station_id of policy.d/canonicalization brings it to one form). Who stands in no entry goes on to what
the site has besides.
"""

from collections.abc import Sequence

from collector.admission.form import Line, bare, remark
from collector.ledger.admission_list import ListKind


class FreeRadius:
    """Blocked MACs are rejected whatever else the site says; allowed ones have themselves as password."""

    name = "freeradius"
    comment = "#"

    def body(self, kind: ListKind, lines: Sequence[Line]) -> list[str]:
        body = []
        for line in lines:
            mac = bare(line.entry.mac)
            check = "Auth-Type := Reject" if kind is ListKind.BLOCK else f'Cleartext-Password := "{mac}"'
            body += [remark(self, line.entry), f"{mac} {check}"]
        return body

    def undo(self, _kind: ListKind, gone: Sequence[Line]) -> list[str]:
        """The file is replaced whole; this names what left it."""
        return [f"{self.comment} gone: {bare(line.entry.mac)}" for line in gone]
