"""The switch port an agent's adapter hangs on, as the switch told it (LLDP, CDP)."""

from dataclasses import dataclass

from sqlalchemy import Connection, and_, bindparam, insert, or_, select, update

from collector.store.tables import told_port
from collector.store.transaction import Transaction
from protocol.mac import MacAddress
from protocol.observations import SwitchPort

_MOST = 8
_TOLD = ("chassis", "port", "port_description", "system_name", "vlan")


@dataclass(frozen=True, slots=True)
class ToldPort:
    """A row of table told_port; `to_us` None: not told otherwise since."""

    segment_id: str
    agent_id: str
    mac: str
    chassis: str
    port: str
    port_description: str | None
    system_name: str | None
    vlan: int | None
    told_by: str
    first_us: int
    last_us: int
    to_us: int | None

    @property
    def switch(self) -> str:
        """By the name its keeper gave it, else as it is built."""
        return self.system_name or self.chassis


_OF_MAC = (
    select(*(told_port.c[name] for name in ToldPort.__slots__))
    .where(
        told_port.c.mac == bindparam("mac"),
        told_port.c.first_us <= bindparam("until_us"),
        or_(told_port.c.to_us.is_(None), told_port.c.to_us > bindparam("since_us")),
    )
    .order_by(told_port.c.last_us.desc())
    .limit(_MOST)
)
_OF_MAC_THERE = _OF_MAC.where(told_port.c.segment_id == bindparam("segment_id"))


def hear(tx: Transaction, agent_id: str, segment_id: str, mac: MacAddress, heard: SwitchPort, at_us: int) -> None:
    """Folds one word of a switch into what is held; `mac` is the agent's adapter, `at_us` on the collector's clock.

    An older word that comes late lengthens nothing: what lay between is not known any more.
    """
    table = told_port.c
    own = and_(table.agent_id == agent_id, table.adapter_id == heard.adapter, table.told_by == heard.told_by.value)
    newest = tx.connection.execute(select(told_port).where(own).order_by(table.last_us.desc()).limit(1)).first()
    said = {name: getattr(heard, name) for name in _TOLD} | {"segment_id": segment_id, "mac": str(mac)}
    is_same = newest is not None and all(getattr(newest, name) == value for name, value in said.items())
    if newest is not None and at_us < newest.last_us:
        if not is_same:
            _add(tx, agent_id, heard, said, at_us, at_us + 1)
        return
    if newest is not None and is_same and newest.to_us is None:
        tx.connection.execute(update(told_port).where(table.id == newest.id).values(last_us=at_us))
        return
    tx.connection.execute(update(told_port).where(own, table.to_us.is_(None)).values(to_us=at_us))
    _add(tx, agent_id, heard, said, at_us, None)


def of_mac(connection: Connection, mac: str, segment_id: str | None, from_us: int, to_us: int) -> list[ToldPort]:
    """Where the adapter hung in [from_us, to_us], newest first; a word holds until the switch says another."""
    query = _OF_MAC if segment_id is None else _OF_MAC_THERE
    asked = {"mac": mac, "until_us": to_us, "since_us": from_us, "segment_id": segment_id}
    return [ToldPort(**row) for row in connection.execute(query, asked).mappings()]


def _add(
    tx: Transaction, agent_id: str, heard: SwitchPort, said: dict[str, object], at_us: int, to_us: int | None
) -> None:
    row = said | {"agent_id": agent_id, "adapter_id": heard.adapter, "told_by": heard.told_by.value}
    tx.connection.execute(insert(told_port).values(**row, first_us=at_us, last_us=at_us, to_us=to_us))
