"""Addresses that agents vouch for: intervals, renewed by their beats."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, and_, case, func, insert, or_, select, update

from collector.presence.subject import AgentStanding, ClaimView
from collector.store.tables import agent, agent_binding, agent_stretch, claim
from collector.store.transaction import Transaction
from protocol.address import Address, normal_form, parse_address
from protocol.mac import MacAddress


@dataclass(frozen=True, slots=True)
class Claimed:
    """One pair that a beat vouches for; `address` None: the adapter has none yet."""

    adapter_id: str
    segment_id: str
    mac: MacAddress
    address: Address | None

    @property
    def key(self) -> tuple[str, str, str, str]:
        address = "" if self.address is None else normal_form(self.address)
        return self.adapter_id, self.segment_id, str(self.mac), address


@dataclass(frozen=True, slots=True)
class ClaimedHere:
    """An agent's adapter on a segment; `lasts`: it claims an address there now."""

    agent_id: str
    adapter_id: str
    mac: str
    from_us: int
    lasts: bool


def renew(tx: Transaction, agent_id: str, claimed: Iterable[Claimed]) -> bool:
    """What a beat received now vouches for; what it no longer does ends. Returns whether anything began or ended."""
    wanted = {one.key for one in claimed}
    query = select(claim).where(claim.c.agent_id == agent_id, claim.c.to_us.is_(None))
    held = {(row.adapter_id, row.segment_id, row.mac, row.address): row.id for row in tx.connection.execute(query)}
    kept = [number for key, number in held.items() if key in wanted]
    over = [number for key, number in held.items() if key not in wanted]
    new = sorted(wanted - held.keys())
    if kept:
        tx.connection.execute(update(claim).where(claim.c.id.in_(kept)).values(last_us=tx.now_us))
    if over:
        tx.connection.execute(update(claim).where(claim.c.id.in_(over)).values(to_us=claim.c.last_us))
    if new:
        names = ("adapter_id", "segment_id", "mac", "address")
        times = {"agent_id": agent_id, "from_us": tx.now_us, "last_us": tx.now_us, "to_us": None}
        tx.connection.execute(insert(claim), [dict(zip(names, key, strict=True)) | times for key in new])
    return bool(new or over)


def end_all(tx: Transaction, agent_id: str) -> None:
    """Nobody vouches any more; each claim ends with the last beat that made it."""
    held = and_(claim.c.agent_id == agent_id, claim.c.to_us.is_(None))
    tx.connection.execute(update(claim).where(held).values(to_us=claim.c.last_us))


def attached(connection: Connection, agent_id: str) -> list[tuple[str, str]]:
    """(adapter, segment) of an agent's claims in force."""
    query = select(claim.c.adapter_id, claim.c.segment_id).where(claim.c.agent_id == agent_id, claim.c.to_us.is_(None))
    return [(row.adapter_id, row.segment_id) for row in connection.execute(query.distinct())]


def newest_by_segment(connection: Connection, agent_ids: Iterable[str], since_us: int) -> list[tuple[str, int, int]]:
    """(segment, beginning, end) of the newest claim of these agents on each segment, of those renewed since then."""
    query = (
        select(claim.c.segment_id, func.max(claim.c.from_us), func.max(claim.c.last_us))
        .where(claim.c.agent_id.in_(sorted(agent_ids)), claim.c.last_us >= since_us)
        .group_by(claim.c.segment_id)
    )
    return [(row[0], row[1], row[2]) for row in connection.execute(query)]


def concerning(
    connection: Connection, mac: MacAddress, addresses: Iterable[Address], segment_id: str, since_us: int
) -> tuple[ClaimView, ...]:
    """Claims of this MAC anywhere and of these addresses on this segment, renewed since then."""
    texts = [normal_form(address) for address in addresses]
    here = and_(claim.c.segment_id == segment_id, claim.c.address.in_(texts))
    query = (
        select(claim, agent.c.state, agent_binding.c.terminal_id)
        .join(agent, agent.c.id == claim.c.agent_id)
        .join(
            agent_binding,
            and_(agent_binding.c.agent_id == claim.c.agent_id, agent_binding.c.to_us.is_(None)),
            isouter=True,
        )
        .where(or_(claim.c.mac == str(mac), here), claim.c.last_us >= since_us)
        .order_by(claim.c.id.desc())
        .limit(200)
    )
    return tuple(
        ClaimView(
            agent_id=row["agent_id"],
            terminal_id=row["terminal_id"],
            standing=AgentStanding(row["state"]),
            segment_id=row["segment_id"],
            mac=MacAddress.from_normal_form(row["mac"]),
            address=parse_address(row["address"]) if row["address"] else None,
            from_us=row["from_us"],
            last_us=row["last_us"],
            to_us=row["to_us"],
        )
        for row in connection.execute(query).mappings()
    )


def macs_claimed(connection: Connection, macs: Iterable[MacAddress], since_us: int) -> frozenset[MacAddress]:
    """Those of these MACs that an agent has vouched for since then, wherever."""
    texts = sorted(str(mac) for mac in macs)
    query = select(claim.c.mac).where(claim.c.mac.in_(texts), claim.c.last_us >= since_us).distinct()
    return frozenset(MacAddress.from_normal_form(mac) for mac in connection.execute(query).scalars())


def macs_of(connection: Connection, agent_id: str) -> list[tuple[str, MacAddress]]:
    """(segment, MAC) an agent vouches for now."""
    query = select(claim.c.segment_id, claim.c.mac).where(claim.c.agent_id == agent_id, claim.c.to_us.is_(None))
    rows = connection.execute(query.distinct())
    return [(row.segment_id, MacAddress.from_normal_form(row.mac)) for row in rows]


def present(connection: Connection, segment_ids: Iterable[str] | None = None) -> dict[str, dict[tuple[str, str], int]]:
    """By segment: (agent, adapter) of the active agents there now, and since when each beats without a break."""
    where = [] if segment_ids is None else [claim.c.segment_id.in_(sorted(segment_ids))]
    query = (
        select(claim.c.segment_id, claim.c.agent_id, claim.c.adapter_id, agent_stretch.c.from_us)
        .join(agent, agent.c.id == claim.c.agent_id)
        .join(agent_stretch, and_(agent_stretch.c.agent_id == claim.c.agent_id, agent_stretch.c.to_us.is_(None)))
        .where(claim.c.to_us.is_(None), agent.c.state == AgentStanding.ACTIVE.value, *where)
        .distinct()
    )
    found: dict[str, dict[tuple[str, str], int]] = {}
    for row in connection.execute(query):
        found.setdefault(row.segment_id, {})[row.agent_id, row.adapter_id] = row.from_us
    return found


def of_segment(connection: Connection, segment_id: str, since_us: int) -> list[ClaimedHere]:
    """Whoever claims an address there, or did since then; one for each adapter, the newest one's times."""
    here = and_(claim.c.segment_id == segment_id, or_(claim.c.to_us.is_(None), claim.c.last_us >= since_us))
    lasts = func.max(case((claim.c.to_us.is_(None), 1), else_=0))
    query = (
        select(claim.c.agent_id, claim.c.adapter_id, func.max(claim.c.mac), func.min(claim.c.from_us), lasts)
        .where(here)
        .group_by(claim.c.agent_id, claim.c.adapter_id)
        .order_by(claim.c.agent_id, claim.c.adapter_id)
    )
    return [ClaimedHere(row[0], row[1], row[2], row[3], bool(row[4])) for row in connection.execute(query)]


def open_on(connection: Connection, segment_id: str) -> list[tuple[str, MacAddress, int]]:
    """(agent, MAC, since when) of the claims in force on a segment."""
    query = select(claim.c.agent_id, claim.c.mac, func.min(claim.c.from_us))
    query = query.where(claim.c.segment_id == segment_id, claim.c.to_us.is_(None))
    rows = connection.execute(query.group_by(claim.c.agent_id, claim.c.mac))
    return [(row[0], MacAddress.from_normal_form(row[1]), row[2]) for row in rows]
