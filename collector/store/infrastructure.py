"""MACs that speak for others, as learnt on each segment, and what people decided about them."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, and_, func, insert, select, update

from collector.errors import NotFound
from collector.ledger.segment import Segment
from collector.ledger.version import Version
from collector.presence.interval import MINUTE_US
from collector.presence.learnt import Decision, Learnt, Role, Surroundings
from collector.store import journal, segments
from collector.store.tables import learnt_infrastructure
from collector.store.transaction import Transaction
from protocol.address import Address, normal_form, parse_address
from protocol.mac import MacAddress
from protocol.phrases import say

MOST_PROPOSED = 64
"""Proposals of one segment at a time: a forger of virtual MACs makes alerts, not rows without end."""
_MOST_ADDRESSES = 64
_RENEWED_AFTER_US = MINUTE_US
_SPEAK_FOR_GATEWAYS = (Role.GATEWAY, Role.ANYCAST_GATEWAY, Role.VRRP, Role.HSRP, Role.GLBP)


@dataclass(frozen=True, slots=True)
class Listed:
    """A proposal as people see it."""

    id: str
    segment_id: str
    learnt: Learnt
    decided_by: str | None
    decided_us: int | None
    reason: str | None


def learn(tx: Transaction, segment_id: str, seen: Learnt) -> bool:
    """Notes that a MAC was heard in a role; returns whether it is new. What people decided stays decided."""
    table = learnt_infrastructure.c
    same = and_(table.segment_id == segment_id, table.mac == str(seen.mac), table.role == seen.role.value)
    row = tx.connection.execute(select(learnt_infrastructure).where(same)).mappings().one_or_none()
    if row is None:
        return _propose(tx, segment_id, seen)
    held = _learnt(row)
    is_renewed = seen.last_us - held.last_us >= _RENEWED_AFTER_US or not set(seen.addresses) <= set(held.addresses)
    if is_renewed:
        addresses = tuple(dict.fromkeys((*seen.addresses, *held.addresses)))[:_MOST_ADDRESSES]
        values = {
            "evidence": _evidence(addresses, seen.why),
            "first_us": min(seen.first_us, held.first_us),
            "last_us": max(seen.last_us, held.last_us),
        }
        tx.connection.execute(update(learnt_infrastructure).where(table.id == row["id"]).values(**values))
    return False


def _propose(tx: Transaction, segment_id: str, seen: Learnt) -> bool:
    table = learnt_infrastructure.c
    open_ones = and_(table.segment_id == segment_id, table.state == Decision.PROPOSED.value)
    if tx.connection.execute(select(func.count()).where(open_ones)).scalar_one() >= MOST_PROPOSED:
        return False
    values = {
        "id": uuid4().hex,
        "segment_id": segment_id,
        "mac": str(seen.mac),
        "role": seen.role.value,
        "evidence": _evidence(seen.addresses[:_MOST_ADDRESSES], seen.why),
        "first_us": seen.first_us,
        "last_us": seen.last_us,
        "state": Decision.PROPOSED.value,
    }
    tx.connection.execute(insert(learnt_infrastructure).values(**values))
    return True


def surroundings(connection: Connection, segment_id: str, mac: MacAddress) -> Surroundings:
    """What one MAC of that segment has to be judged by."""
    table = learnt_infrastructure.c
    query = select(learnt_infrastructure).where(table.segment_id == segment_id).order_by(table.first_us, table.id)
    rows = [_learnt(row) for row in connection.execute(query).mappings()]
    kept = [one for one in rows if one.decision is not Decision.REJECTED]
    return Surroundings(
        own=tuple(one for one in rows if one.mac == mac),
        gateways=_first_speakers(kept),
        answering=frozenset(one.mac for one in kept if one.role is Role.PROXY_ARP),
    )


def servers(connection: Connection, segment_id: str) -> tuple[tuple[Address, MacAddress], ...]:
    """Who answered first as each DHCP server that the segment lists, or relays for it; and every approved one."""
    table = learnt_infrastructure.c
    roles = (Role.DHCP_SERVER.value, Role.DHCP_RELAY.value)
    wanted = and_(table.segment_id == segment_id, table.role.in_(roles), table.state != Decision.REJECTED.value)
    query = select(learnt_infrastructure).where(wanted).order_by(table.first_us, table.id)
    return _first(_learnt(row) for row in connection.execute(query).mappings())


def _first_speakers(rows: Iterable[Learnt]) -> tuple[tuple[Address, MacAddress], ...]:
    return _first(one for one in rows if one.role in _SPEAK_FOR_GATEWAYS)


def _first(rows: Iterable[Learnt]) -> tuple[tuple[Address, MacAddress], ...]:
    """By address, the MAC heard first; `rows` by time. An approved one comes before any that is only proposed."""
    found: dict[Address, MacAddress] = {}
    for one in sorted(rows, key=lambda row: row.decision is not Decision.APPROVED):
        for address in one.addresses:
            found.setdefault(address, one.mac)
    return tuple(found.items())


def of_segment(connection: Connection, segment_id: str, *, pending: bool = False) -> list[Listed]:
    """What was learnt of a segment, newest first; `pending`: only what waits for a person."""
    table = learnt_infrastructure.c
    wanted = table.segment_id == segment_id
    if pending:
        wanted = and_(wanted, table.state == Decision.PROPOSED.value)
    query = select(learnt_infrastructure).where(wanted).order_by(table.last_us.desc(), table.id)
    return [_listed(row) for row in connection.execute(query).mappings()]


def decide(
    tx: Transaction, held: Version[Segment], mac: MacAddress, decision: Decision, actor: str, reason: str
) -> list[Listed]:
    """A person's word on a MAC, in all its roles; an approved one goes into the segment, a rejected one out of it.

    Journalled with the reason. Raises NotFound for a MAC that was not learnt there.
    """
    found = [one for one in of_segment(tx.connection, held.id) if one.learnt.mac == mac]
    if not found:
        raise NotFound(
            say("MAC {mac} on segment {segment!r}", mac=str(mac), segment=held.value.name),
            "was not heard to speak for others there",
            say("see mingce segment infrastructure {segment}", segment=held.value.name),
        )
    macs = [one for one in held.value.infrastructure_macs if one != mac]
    macs += [mac] if decision is Decision.APPROVED else []
    segments.change(tx, held.id, {"infrastructure_macs": tuple(macs)}, actor, reason)
    table = learnt_infrastructure.c
    same = and_(table.segment_id == held.id, table.mac == str(mac))
    values = {"state": decision.value, "decided_by": actor, "decided_us": tx.now_us, "reason": reason[:500]}
    tx.connection.execute(update(learnt_infrastructure).where(same).values(**values))
    journal.append(
        tx,
        actor=actor,
        action=f"infrastructure-{decision.value}",
        subject_kind="segment",
        subject_id=held.id,
        content={"mac": str(mac), "roles": [one.learnt.role.value for one in found]},
        reason=reason,
    )
    return [one for one in of_segment(tx.connection, held.id) if one.learnt.mac == mac]


def _evidence(addresses: tuple[Address, ...], why: str) -> str:
    return json.dumps({"addresses": [normal_form(one) for one in addresses], "why": why}, ensure_ascii=False)


def _learnt(row: Any) -> Learnt:
    evidence = json.loads(row["evidence"])
    return Learnt(
        mac=MacAddress.from_normal_form(row["mac"]),
        role=Role(row["role"]),
        addresses=tuple(parse_address(text) for text in evidence["addresses"]),
        why=evidence["why"],
        first_us=row["first_us"],
        last_us=row["last_us"],
        decision=Decision(row["state"]),
    )


def _listed(row: Any) -> Listed:
    decided = [row[name] for name in ("decided_by", "decided_us", "reason")]
    return Listed(row["id"], row["segment_id"], _learnt(row), *decided)
