"""From the text of a console session to rows, whatever tables it holds and in whatever order.

Rule 1: a line that is not understood is told with its number, and the rest goes on.
Rule 2: a row counts only below the heading of its table: what stands elsewhere may mean anything.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from collector.errors import InvalidValue
from collector.imports.switch_tables import ALL_DIALECTS
from collector.imports.switch_tables.capture import LONGEST_LINE, decoded, lines_of, shown
from collector.imports.switch_tables.dialect import Dialect, Layout
from collector.imports.switch_tables.row import Learnt, Reading, Row, Unreadable, UnreadLine
from collector.presence.binding import SwitchTable
from protocol.address import parse_address
from protocol.errors import MalformedIdentity
from protocol.mac import MacAddress
from protocol.phrases import say

MOST_ROWS = 200_000
MOST_UNREAD = 200
_SAMPLE_LINES = 2_000
_LAST_VLAN = 4094

_RULE = re.compile(r"[\s=+-]*")
# <SW-3F>display mac-address, [SW-3F]dis arp, SW-3F#show arp, SW-3F(config)#do show arp; or the command's echo alone.
_PROMPT = re.compile(
    r"\s*(?:<[^<>\s]{1,64}>|\[[~*]?[^\[\]\s]{1,64}\]|[A-Za-z][\w.-]{0,63}(?:\([\w-]{1,40}\))?[#>])|"
    r"\s*(?:display|disp?|show|sh|do|screen-length|terminal|return|quit|exit)\b",
    re.IGNORECASE,
)
_PORT = re.compile(r"([0-9]{0,3}[A-Za-z][A-Za-z-]*) ?([0-9][0-9/.:]*)?")
_BRIDGED = frozenset({"vlanif", "vlan-interface", "vlan", "vl"})
_NO_SOCKET = _BRIDGED | {"cpu", "meth", "loopback", "lo", "null", "inloopback", "switch", "router", "tunnel", "n"}


def read(content: bytes, dialect_id: str | None = None) -> Reading:
    """The rows of a file in the dialect named, or else the one that understands most of its beginning.

    Raises InvalidValue for an unknown dialect, for what is no text, is too large or holds no table of any.
    """
    lines = lines_of(decoded(content))
    if dialect_id is None:
        return _parsed(recognised(lines), lines)
    for dialect in ALL_DIALECTS:
        if dialect.id == dialect_id:
            return _parsed(dialect, lines)
    known = ", ".join(dialect.id for dialect in ALL_DIALECTS)
    raise InvalidValue(
        say("dialect {name!r}", name=dialect_id[:40]), "is not known", say("one of {known}", known=known)
    )


def recognised(lines: Sequence[str]) -> Dialect:
    """Raises InvalidValue where no dialect finds a row."""
    parsers = [_Parser(dialect) for dialect in ALL_DIALECTS]
    for parser in parsers:
        parser.feed(_from_first_heading(parser.dialect, lines))
    best = max(parsers, key=lambda one: (len(one.rows), -one.unread_count))
    if not best.rows:
        raise InvalidValue(
            "file", "holds no table of a known switch", "save the whole output of the command, with its headings"
        )
    return best.dialect


def _from_first_heading(dialect: Dialect, lines: Sequence[str]) -> Sequence[str]:
    for place, text in enumerate(lines):
        if _heading(dialect, text) is not None:
            return lines[place : place + _SAMPLE_LINES]
    return ()


def _heading(dialect: Dialect, text: str) -> Layout | None:
    return next((layout for layout in dialect.layouts if layout.heading.match(text[:LONGEST_LINE])), None)


def _parsed(dialect: Dialect, lines: Sequence[str]) -> Reading:
    parser = _Parser(dialect)
    parser.feed(lines)
    tables = tuple(sorted({row.table for row in parser.rows}, key=list(SwitchTable).index))
    return Reading(dialect.id, tables, len(lines), tuple(parser.rows), tuple(parser.unread), parser.unread_count)


class _Parser:
    """`layout` is the table the next line stands in, `pending` a line that may go on in the next one."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.rows: list[Row] = []
        self.unread: list[UnreadLine] = []
        self.unread_count = 0
        self._layout: Layout | None = None
        self._pending: tuple[int, str] | None = None
        self._row_ends_above = False

    def feed(self, lines: Sequence[str]) -> None:
        """Raises InvalidValue for more than MOST_ROWS rows."""
        for number, text in enumerate(lines, 1):
            count = len(self.rows)
            self._take(number, text)
            self._row_ends_above = len(self.rows) > count
        self._give_up_pending()

    def _take(self, number: int, text: str) -> None:
        if len(text) > LONGEST_LINE:
            self._skip(number, text, Unreadable.TOO_LONG)
        elif layout := _heading(self.dialect, text):
            self._enter(layout)
        elif self._layout is not None and self._take_row(self._layout, number, text):
            pass
        elif _RULE.fullmatch(text) or self.dialect.passed_over.match(text):
            self._give_up_pending()
        elif _PROMPT.match(text):
            self._enter(None)
        elif self._layout is None:
            self._skip(number, text, Unreadable.NO_HEADING)
        else:
            self._give_up_pending()
            self._pending = (number, text)

    def _enter(self, layout: Layout | None) -> None:
        self._give_up_pending()
        self._layout = layout

    def _take_row(self, layout: Layout, number: int, text: str) -> bool:
        """A row, a second line of the row before, or the end of a line that the terminal broke in two."""
        if found := layout.row.fullmatch(text):
            self._give_up_pending()
            self._add(layout, number, text, found.groupdict())
            return True
        if self._pending is not None:
            begun, head = self._pending
            for joined in (head + text.strip(), f"{head} {text.strip()}"):
                if len(joined) <= LONGEST_LINE and (found := layout.row.fullmatch(joined)):
                    self._pending = None
                    self._add(layout, begun, joined, found.groupdict())
                    return True
        if layout.goes_on is not None and (found := layout.goes_on.fullmatch(text)):
            if self._row_ends_above:
                self.rows[-1] = replace(self.rows[-1], vlan=_vlan(found["vlan"]))
            return True
        return False

    def _add(self, layout: Layout, number: int, text: str, groups: Mapping[str, str | None]) -> None:
        row = _row(self.dialect, layout, number, groups)
        if isinstance(row, Unreadable):
            self._skip(number, text, row)
            return
        if len(self.rows) >= MOST_ROWS:
            raise InvalidValue("file", say("more than {most} rows", most=MOST_ROWS), "import one switch at a time")
        self.rows.append(row)

    def _give_up_pending(self) -> None:
        if self._pending is not None:
            number, text = self._pending
            self._pending = None
            self._skip(number, text, Unreadable.NO_ROW)

    def _skip(self, number: int, text: str, reason: Unreadable) -> None:
        self.unread_count += 1
        if len(self.unread) < MOST_UNREAD:
            self.unread.append(UnreadLine(number, shown(text), reason))


def _row(dialect: Dialect, layout: Layout, number: int, groups: Mapping[str, str | None]) -> Row | Unreadable:
    try:
        mac = MacAddress.parse(groups["mac"] or "")
    except MalformedIdentity:
        return Unreadable.BAD_MAC
    text = groups.get("address")
    try:
        address = parse_address(text) if text else None
    except MalformedIdentity:
        return Unreadable.BAD_ADDRESS
    # Behind several ports at once is a group address or a cluster, not a terminal's socket.
    port, port_vlan = port_of(dialect, None if groups.get("more") else groups.get("port"))
    vlan = _vlan(groups.get("vlan")) or port_vlan
    if vlan is not None and not 1 <= vlan <= _LAST_VLAN:
        return Unreadable.BAD_VLAN
    learnt, age_s = _learnt(layout, groups, port), _age(layout, groups)
    if not mac.can_be_a_terminal or (address is not None and (address.is_multicast or address.is_unspecified)):
        learnt = Learnt.SELF
    return Row(number, layout.table, mac, address, vlan, port, learnt, age_s)


def _learnt(layout: Layout, groups: Mapping[str, str | None], port: str | None) -> Learnt:
    age, kind = groups.get("age"), groups.get("kind")
    learnt = layout.learnt
    if layout.kinds:
        # A kind we never heard of is not taken for something that was on the wire just now.
        learnt = layout.kinds.get((kind or "").lower(), Learnt.KEPT)
    if layout.table is SwitchTable.ARP and age is not None and not age.isdigit():
        return Learnt.SELF
    if layout.table is SwitchTable.MAC and port is None and learnt is not Learnt.DYNAMIC:
        return Learnt.SELF
    return learnt


def _age(layout: Layout, groups: Mapping[str, str | None]) -> int | None:
    age = groups.get("age")
    return int(age[:9]) * layout.age_unit_s if age is not None and age.isdigit() else None


def _vlan(text: str | None) -> int | None:
    return int(text) if text is not None and text.isdigit() else None


def port_of(dialect: Dialect, text: str | None) -> tuple[str | None, int | None]:
    """A port's name as the vendor shortens it, None for an interface that is no socket; and the VLAN that names."""
    found = _PORT.fullmatch(text or "")
    if found is None:
        return None, None
    kind, number = found[1], found[2] or ""
    if kind.lower() in _NO_SOCKET or not number:
        return None, int(number) if kind.lower() in _BRIDGED and number.isdigit() else None
    return dialect.ports.get(kind.lower(), kind) + number, None
