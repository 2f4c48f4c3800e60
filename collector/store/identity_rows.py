"""What the referee is told of the ledger: the rows that a machine's signs stand in, and who used an adapter."""

import json
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, and_, func, select

from collector.ledger.machine import Machine, plain_serial
from collector.ledger.referee import Row
from collector.store import agents, versions
from collector.store.tables import adapter, agent, agent_binding, claim, enrolment_code, terminal
from protocol.mac import MacAddress
from protocol.observations import DiskSerial, MachineIdentity

_FIXED = "fixed"


def terminal_of(connection: Connection, agent_id: str) -> str | None:
    """The terminal it belongs to, or asks to be; None for neither."""
    bound = agents.terminal_of(connection, agent_id)
    if bound is not None:
        return bound
    asked = select(enrolment_code.c.terminal_id).where(enrolment_code.c.used_by_agent == agent_id)
    found: str | None = connection.execute(asked.limit(1)).scalar_one_or_none()
    return found


def row_of(connection: Connection, terminal_id: str) -> Row | None:
    """None: it is no longer in force."""
    found = _rows(connection, [terminal_id])
    return found[0] if found else None


def candidates(connection: Connection, machine: Machine) -> tuple[Row, ...]:
    """Rows in force that name the machine's serial number, one of its disks, or a MAC of it as their own."""
    serials = sorted({text for text in (machine.serial, machine.board) if text is not None})
    spelt = [*serials, *(text.lower() for text in serials)]
    found: set[str] = set()
    if spelt:
        named = select(terminal.c.id).where(versions.in_force(terminal), terminal.c.serial_no.in_(spelt))
        found |= set(connection.execute(named).scalars())
    if machine.macs:
        texts = sorted(str(mac) for mac in machine.macs)
        held = select(adapter.c.terminal_id).where(
            versions.in_force(adapter), adapter.c.mac.in_(texts), adapter.c["class"] == _FIXED
        )
        found |= set(connection.execute(held).scalars())
    return tuple(_rows(connection, sorted(found)))


def macs_of(connection: Connection, terminal_id: str) -> frozenset[MacAddress]:
    """All that the ledger has for that terminal, shared ones too."""
    query = select(adapter.c.mac).where(adapter.c.terminal_id == terminal_id, versions.in_force(adapter))
    return frozenset(MacAddress.from_normal_form(mac) for mac in connection.execute(query).scalars())


def users_of(connection: Connection, mac: MacAddress, but: str, since_us: int) -> frozenset[str]:
    """Terminals of other agents that vouched for the MAC since then."""
    query = (
        select(agent_binding.c.terminal_id)
        .join(claim, claim.c.agent_id == agent_binding.c.agent_id)
        .where(claim.c.mac == str(mac), claim.c.agent_id != but, claim.c.last_us >= since_us)
        .distinct()
    )
    return frozenset(connection.execute(query).scalars())


def only_unit_of(connection: Connection, terminals: Iterable[str | None], others: Sequence[str]) -> str | None:
    """The unit of all these terminals and of these agents' ones; None where there are several, or none."""
    ids = {key for key in terminals if key is not None}
    ids |= {key for agent_id in others if (key := _last_terminal(connection, agent_id)) is not None}
    newest = select(terminal.c.id, func.max(terminal.c.from_us).label("from_us")).where(terminal.c.id.in_(sorted(ids)))
    last = newest.group_by(terminal.c.id).subquery()
    joined = and_(terminal.c.id == last.c.id, terminal.c.from_us == last.c.from_us)
    units = set(connection.execute(select(terminal.c.unit_id).join(last, joined)).scalars())
    return units.pop() if len(units) == 1 else None


def enrolled_machine(connection: Connection, agent_id: str) -> Machine:
    """As it stated it when it enrolled."""
    held = connection.execute(select(agent.c.machine).where(agent.c.id == agent_id)).scalar_one_or_none()
    said = json.loads(held or "{}")
    return Machine.of(
        MachineIdentity(
            product_vendor=said.get("product_vendor"),
            product_name=said.get("product_name"),
            product_serial=said.get("product_serial"),
            product_uuid=said.get("product_uuid"),
            board_serial=said.get("board_serial"),
            disks=tuple(DiskSerial(**disk) for disk in said.get("disks", ())),
            machine_id=said.get("machine_id"),
            permanent_macs=tuple(MacAddress.from_normal_form(mac) for mac in said.get("permanent_macs", ())),
        )
    )


def _last_terminal(connection: Connection, agent_id: str) -> str | None:
    query = select(agent_binding.c.terminal_id).where(agent_binding.c.agent_id == agent_id)
    found: str | None = connection.execute(query.order_by(agent_binding.c.from_us.desc()).limit(1)).scalar_one_or_none()
    return found or terminal_of(connection, agent_id)


def _rows(connection: Connection, ids: Sequence[str]) -> list[Row]:
    macs: dict[str, set[MacAddress]] = {key: set() for key in ids}
    held = select(adapter.c.terminal_id, adapter.c.mac).where(
        adapter.c.terminal_id.in_(ids), versions.in_force(adapter), adapter.c["class"] == _FIXED
    )
    for row in connection.execute(held):
        macs[row.terminal_id].add(MacAddress.from_normal_form(row.mac))
    query = select(terminal.c.id, terminal.c.serial_no, terminal.c.disk_serial)
    rows = connection.execute(
        query.where(terminal.c.id.in_(ids), versions.in_force(terminal)).order_by(terminal.c.reg_no)
    )
    return [
        Row(row.id, plain_serial(row.serial_no), plain_serial(row.disk_serial), frozenset(macs[row.id])) for row in rows
    ]
