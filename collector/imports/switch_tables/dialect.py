"""How a vendor writes its tables, as data: what heads a table, what its rows look like, what may be passed over."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from collector.imports.switch_tables.row import Learnt
from collector.presence.binding import SwitchTable

MAC = r"(?P<mac>[0-9A-Fa-f]{4}[-.][0-9A-Fa-f]{4}[-.][0-9A-Fa-f]{4}|[0-9A-Fa-f]{2}(?:[:-][0-9A-Fa-f]{2}){5})"
DOTTED_MAC = r"(?P<mac>[0-9A-Fa-f]{4}(?:\.[0-9A-Fa-f]{4}){2})"
COLON_MAC = r"(?P<mac>[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){5})"
IP = r"(?P<address>[0-9]{1,3}(?:\.[0-9]{1,3}){3}|(?=[0-9A-Fa-f]*:)[0-9A-Fa-f:.]{2,45})"
PORT = r"(?P<port>-+|N/A|[0-9]{0,3}[A-Za-z][A-Za-z-]*(?: ?[0-9]+(?:[/.:][0-9]+)*)?)"
"""`GE0/0/1`, `10GE1/0/1`, `GigabitEthernet 0/1`, `Eth-Trunk1`, `Vlanif12`, `CPU`; a dash for none."""
VLAN = r"(?P<vlan>[0-9]{1,5}|-+|N/A|All)"


@dataclass(frozen=True, slots=True)
class Layout:
    """One shape of one table.

    `heading` finds the line that names its columns. `row` matches a whole line and has the groups `mac`, and of
    `address`, `vlan`, `port`, `kind`, `age` and `more` (further ports) those that the table has. `goes_on` matches a
    line that belongs to the row before and gives its `vlan`. `kinds`: what the lower-case `kind` means; `learnt`
    where the table has none.
    """

    table: SwitchTable
    heading: re.Pattern[str]
    row: re.Pattern[str]
    kinds: Mapping[str, Learnt] = field(default_factory=dict)
    learnt: Learnt = Learnt.DYNAMIC
    goes_on: re.Pattern[str] | None = None
    age_unit_s: int = 1


@dataclass(frozen=True, slots=True)
class Dialect:
    """`ports` shortens a kind of port as the vendor does, so that two tables name one port alike (lower-case keys).

    `passed_over`: lines that say nothing of any terminal (legends, totals).
    """

    id: str
    title: str
    layouts: tuple[Layout, ...]
    ports: Mapping[str, str]
    passed_over: re.Pattern[str]


def line(*parts: str) -> re.Pattern[str]:
    """A row's pattern: the parts in order, blanks between them."""
    return re.compile(r"\s*" + r"\s+".join(parts) + r"\s*", re.IGNORECASE)


def heading(*columns: str) -> re.Pattern[str]:
    """The pattern of a line that names these columns, in this order."""
    return re.compile(r"\s*" + r"\s+".join(re.escape(name) for name in columns), re.IGNORECASE)
