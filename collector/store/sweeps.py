"""Sweeps of segments, and what is known there before one begins."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, and_, func, insert, or_, select, update

from collector.store import versions
from collector.store.scope import Scope, within
from collector.store.tables import binding, claim, segment, sweep, terminal
from collector.store.transaction import Transaction
from protocol.address import Address, parse_address
from protocol.mac import MacAddress
from protocol.phrases import Phrase, reworded, worded

KNOWN_US = 400 * 86_400_000_000
"""An IPv6 address or a MAC heard here within this time is worth asking for."""
_MOST_KNOWN = 4_096
_MOST_MACS = 2_000
_MOST_HEARD = 200_000


class SweepState(StrEnum):
    """Stored in sweep.state."""

    RUNNING = "running"
    DONE = "done"
    CUT_SHORT = "cut-short"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Answered:
    """An address that answered; `standing` of the MAC as judged when the sweep ended, `is_new`: never heard before."""

    address: str
    mac: str
    standing: str
    reg_no: str | None
    is_new: bool


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a sweep; `found` are the first of those that answered."""

    asked: int
    frames: int
    answered: int
    new: int
    standings: dict[str, int]
    found: tuple[Answered, ...]


@dataclass(frozen=True, slots=True)
class Sweep:
    """A row of table sweep."""

    id: str
    segment_id: str
    actor: str
    reason: str | None
    begun_us: int
    ended_us: int | None
    state: SweepState
    cap: int
    targets: int
    heard_lately: int
    result: Result | None
    why: Phrase | None


_NAMES = [item.name for item in fields(Sweep)]
_COLUMNS = [sweep.c[name] for name in _NAMES]


def begin(
    tx: Transaction, segment_id: str, actor: str, reason: str | None, *, cap: int, targets: int, heard_lately: int
) -> Sweep:
    running = SweepState.RUNNING
    made = Sweep(
        uuid4().hex, segment_id, actor, reason, tx.now_us, None, running, cap, targets, heard_lately, None, None
    )
    tx.connection.execute(insert(sweep).values({name: getattr(made, name) for name in _NAMES}))
    return made


def end(tx: Transaction, sweep_id: str, state: SweepState, result: Result, why: Phrase | None = None) -> None:
    text = json.dumps(asdict(result) | {"worded": worded({"why": why or ""})}, ensure_ascii=False)
    values = {"ended_us": tx.now_us, "state": state.value, "result": text, "why": why}
    tx.connection.execute(update(sweep).where(sweep.c.id == sweep_id, sweep.c.ended_us.is_(None)).values(**values))


def find(connection: Connection, segment_id: str, sweep_id: str) -> Sweep | None:
    """One of a segment's."""
    query = select(*_COLUMNS).where(sweep.c.id == sweep_id, sweep.c.segment_id == segment_id)
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else _sweep(row)


def running(connection: Connection, segment_id: str) -> Sweep | None:
    query = select(*_COLUMNS).where(sweep.c.segment_id == segment_id, sweep.c.ended_us.is_(None))
    row = connection.execute(query.limit(1)).mappings().one_or_none()
    return None if row is None else _sweep(row)


def under_way(connection: Connection) -> list[Sweep]:
    """Every one that runs, wherever."""
    query = select(*_COLUMNS).where(sweep.c.ended_us.is_(None)).order_by(sweep.c.id)
    return [_sweep(row) for row in connection.execute(query).mappings()]


def of_segment(connection: Connection, segment_id: str, most: int = 50) -> list[Sweep]:
    """Newest first."""
    query = select(*_COLUMNS).where(sweep.c.segment_id == segment_id).order_by(sweep.c.begun_us.desc()).limit(most)
    return [_sweep(row) for row in connection.execute(query).mappings()]


def due(connection: Connection, now_us: int) -> list[str]:
    """Segments that are to be swept by themselves and were not for that long; none that is being swept."""
    begun = func.max(sweep.c.begun_us)
    query = (
        select(segment.c.id)
        .join(sweep, sweep.c.segment_id == segment.c.id, isouter=True)
        .where(versions.in_force(segment), segment.c.sweep_every_us.is_not(None))
        .group_by(segment.c.id, segment.c.sweep_every_us)
        .having(
            and_(
                or_(begun.is_(None), begun <= now_us - segment.c.sweep_every_us),
                func.count(sweep.c.id) == func.count(sweep.c.ended_us),
            )
        )
    )
    return list(connection.execute(query.order_by(segment.c.id)).scalars())


def heard_since(connection: Connection, segment_id: str, since_us: int) -> dict[Address, int]:
    """When each address of the segment was last heard or claimed, of those since then."""
    found: dict[Address, int] = {}
    for table in (binding, claim):
        query = select(table.c.address, func.max(table.c.last_us)).where(
            table.c.segment_id == segment_id, table.c.last_us >= since_us, table.c.address != ""
        )
        for text, last_us in connection.execute(query.group_by(table.c.address).limit(_MOST_HEARD)):
            address = parse_address(text)
            found[address] = max(last_us, found.get(address, 0))
    return found


def known_ipv6(connection: Connection, segment_id: str, since_us: int) -> list[Address]:
    """IPv6 addresses heard here since then, the newest of them if they are too many."""
    here = and_(binding.c.segment_id == segment_id, binding.c.last_us >= since_us, binding.c.address.contains(":"))
    query = select(binding.c.address).where(here).group_by(binding.c.address)
    rows = connection.execute(query.order_by(func.max(binding.c.last_us).desc()).limit(_MOST_KNOWN))
    return [parse_address(text) for text in rows.scalars()]


def known_macs(connection: Connection, segment_id: str, since_us: int) -> list[MacAddress]:
    """MACs heard here since then, those heard most often where a flood of forged ones made them too many."""
    here = and_(binding.c.segment_id == segment_id, binding.c.last_us >= since_us)
    query = select(binding.c.mac).where(here).group_by(binding.c.mac)
    rows = connection.execute(query.order_by(func.sum(binding.c.frames).desc(), binding.c.mac).limit(_MOST_MACS))
    return [MacAddress.from_normal_form(text) for text in rows.scalars()]


def answers(connection: Connection, segment_id: str, from_us: int, to_us: int) -> dict[Address, set[str]]:
    """MACs heard to hold each address in that time."""
    here = and_(binding.c.segment_id == segment_id, binding.c.last_us >= from_us, binding.c.first_us <= to_us)
    query = select(binding.c.address, binding.c.mac).where(here, binding.c.address != "")
    found: dict[Address, set[str]] = {}
    for text, mac in connection.execute(query.limit(_MOST_HEARD)):
        found.setdefault(parse_address(text), set()).add(mac)
    return found


def numbers_within(connection: Connection, scope: Scope, numbers: Iterable[str]) -> frozenset[str]:
    """Those of these registration numbers whose terminals belong to units within the scope."""
    here = and_(terminal.c.reg_no.in_(sorted(numbers)), versions.in_force(terminal), within(scope, terminal.c.unit_id))
    return frozenset(connection.execute(select(terminal.c.reg_no).where(here)).scalars())


def claimed_now(connection: Connection, segment_id: str) -> dict[tuple[str, str], frozenset[Address]]:
    """By (agent, adapter): the addresses vouched for on the segment."""
    query = select(claim.c.agent_id, claim.c.adapter_id, claim.c.address).where(
        claim.c.segment_id == segment_id, claim.c.to_us.is_(None), claim.c.address != ""
    )
    found: dict[tuple[str, str], frozenset[Address]] = {}
    for agent_id, adapter_id, text in connection.execute(query):
        key = agent_id, adapter_id
        found[key] = found.get(key, frozenset()) | {parse_address(text)}
    return found


def _sweep(row: Any) -> Sweep:
    values = {name: row[name] for name in _NAMES}
    told, said = None, {}
    if row["result"] is not None:
        held = json.loads(row["result"])
        said = held.pop("worded", {})
        told = Result(**held | {"found": tuple(Answered(**one) for one in held["found"])})
    why = None if row["why"] is None else reworded({"why": row["why"], "worded": said}, "why")
    return Sweep(**values | {"state": SweepState(row["state"]), "result": told, "why": why})
