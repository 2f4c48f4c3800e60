"""What a terminal vouches for: the open rows, or, while a change awaits approval, those from before the change."""

from sqlalchemy import ColumnElement, Connection, RowMapping, Table, and_, or_, select

from collector.ledger.life_cycle import Status
from collector.ledger.terminal import Terminal
from collector.ledger.version import Version
from collector.store import terminals, versions
from collector.store.tables import adapter, terminal, terminal_address
from protocol.address import Address, normal_form
from protocol.mac import MacAddress


def before_change(connection: Connection, held: Version[Terminal]) -> Version[Terminal] | None:
    """The version that was approved last, where a change of the terminal awaits approval; else None."""
    if held.to_us is not None or held.value.status is not Status.CHANGING:
        return None
    query = select(terminal).where(terminal.c.id == held.id, terminal.c.status != Status.CHANGING.value)
    row = connection.execute(query.order_by(terminal.c.from_us.desc()).limit(1)).mappings().one_or_none()
    return None if row is None else terminals.REGISTER.version(row)


def as_of_us(connection: Connection, held: Version[Terminal]) -> int | None:
    """The last moment of what was approved, for rows of adapters and addresses; None: those now in force count."""
    approved = before_change(connection, held)
    return None if approved is None or approved.to_us is None else approved.to_us - 1


def owners_of_mac(connection: Connection, mac: MacAddress) -> list[tuple[Version[Terminal], bool]]:
    """The terminals that have this MAC, or had it before a change; True where it is part of a change not approved."""
    return _owners(connection, adapter, adapter.c.mac == str(mac))


def holders_of_address(connection: Connection, segment_id: str, address: Address) -> list[Version[Terminal]]:
    """The terminals that are, or before a change were, registered under this address there; without new ones."""
    on = terminal_address.c.segment_id
    where = (terminal_address.c.address == normal_form(address)) & or_(on.is_(None), on == segment_id)
    return [owner for owner, is_new in _owners(connection, terminal_address, where) if not is_new]


def macs_of(connection: Connection, held: Version[Terminal], as_of: int | None) -> frozenset[MacAddress]:
    """The MACs the terminal vouches for; `as_of` of `as_of_us`."""
    query = select(adapter.c.mac).where(adapter.c.terminal_id == held.id, versions.in_force(adapter, as_of))
    return frozenset(MacAddress.from_normal_form(mac) for mac in connection.execute(query).scalars())


def _owners(connection: Connection, table: Table, where: ColumnElement[bool]) -> list[tuple[Version[Terminal], bool]]:
    changing = select(terminal.c.id).where(
        terminal.c.id == table.c.terminal_id, versions.in_force(terminal), terminal.c.status == Status.CHANGING.value
    )
    is_held = or_(versions.in_force(table), and_(table.c.to_us.is_not(None), changing.exists()))
    found: dict[str, tuple[Version[Terminal], bool]] = {}
    for row in connection.execute(select(table).where(where, is_held)).mappings():
        owner = terminals.by_id(connection, row["terminal_id"])
        if owner is None or (is_new := _is_new(connection, owner, row)) is None:
            continue
        if owner.id not in found or not is_new:
            found[owner.id] = (owner, is_new)
    return list(found.values())


def _is_new(connection: Connection, owner: Version[Terminal], row: RowMapping) -> bool | None:
    """Whether the row belongs to a change that is not approved; None where it ended before that change."""
    moment = as_of_us(connection, owner)
    if moment is None:
        return False if row["to_us"] is None else None
    if row["from_us"] > moment:
        return True if row["to_us"] is None else None
    return False if row["to_us"] is None or row["to_us"] > moment else None
