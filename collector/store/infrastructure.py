"""MACs that speak for others, as learnt on each segment, and what people decided about them."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, select, update

from collector.errors import NotFound
from collector.ledger.segment import Segment
from collector.ledger.version import Version
from collector.presence.interval import MINUTE_US
from collector.presence.learnt import Decision, Learnt, Role, Surroundings
from collector.presence.proposals import least_worth_keeping
from collector.presence.route_vouching import SPEAK_FOR_GATEWAYS, named
from collector.store import journal, segments
from collector.store.tables import learnt_infrastructure
from collector.store.transaction import Transaction
from protocol.address import Address, normal_form, parse_address
from protocol.mac import MacAddress
from protocol.phrases import say

MOST_PROPOSED = 64
"""Proposals of one segment at a time: a forger of virtual MACs makes alerts, not rows without end, and pushes out none
that was heard for longer, that was the first or that a terminal's route names (proposals)."""
_MOST_ADDRESSES = 64
_RENEWED_AFTER_US = MINUTE_US
_BY_TIME = (learnt_infrastructure.c.first_us, learnt_infrastructure.c.id)


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
    query = select(learnt_infrastructure).where(_is(segment_id, seen))
    row = tx.connection.execute(query).mappings().one_or_none()
    if row is None:
        return _propose(tx, segment_id, seen)
    held = _learnt(row)
    is_renewed = seen.last_us - held.last_us >= _RENEWED_AFTER_US or not set(seen.addresses) <= set(held.addresses)
    if is_renewed:
        _keep(tx, segment_id, _renewed(held, seen))
    return False


def _renewed(held: Learnt, seen: Learnt) -> Learnt:
    return replace(
        held,
        addresses=tuple(dict.fromkeys((*seen.addresses, *held.addresses))),
        why=seen.why,
        # A route may have named it before it was heard.
        first_us=min(seen.first_us, held.first_us) if held.is_heard else seen.first_us,
        last_us=max(seen.last_us, held.last_us),
    )


def note_route(tx: Transaction, segment_id: str, terminal_id: str, gateway: Address, mac: MacAddress) -> bool:
    """Notes that the terminal's way out leads by that MAC; returns whether the MAC is vouched for by that now."""
    query = select(learnt_infrastructure).where(learnt_infrastructure.c.segment_id == segment_id).order_by(*_BY_TIME)
    rows = [_learnt(row) for row in tx.connection.execute(query).mappings()]
    changed = named(rows, terminal_id, gateway, mac, tx.now_us)
    for one in changed:
        is_held = any((one.mac, one.role) == (row.mac, row.role) for row in rows)
        if is_held:
            _keep(tx, segment_id, one)
        else:
            _propose(tx, segment_id, one)
    return any(one.mac == mac and gateway in dict(one.vouched) for one in changed)


def _keep(tx: Transaction, segment_id: str, one: Learnt) -> None:
    times = {"first_us": one.first_us, "last_us": one.last_us}
    query = update(learnt_infrastructure).where(_is(segment_id, one)).values(evidence=_evidence(one), **times)
    tx.connection.execute(query)


def _propose(tx: Transaction, segment_id: str, seen: Learnt) -> bool:
    table = learnt_infrastructure.c
    open_ones = and_(table.segment_id == segment_id, table.state == Decision.PROPOSED.value)
    query = select(learnt_infrastructure).where(open_ones).order_by(*_BY_TIME)
    rows = tx.connection.execute(query).mappings().all()
    if len(rows) >= MOST_PROPOSED:
        leaves = least_worth_keeping([_learnt(row) for row in rows], seen)
        if leaves is None:
            return False
        tx.connection.execute(delete(learnt_infrastructure).where(_is(segment_id, leaves)))
    values = {
        "id": uuid4().hex,
        "segment_id": segment_id,
        "mac": str(seen.mac),
        "role": seen.role.value,
        "evidence": _evidence(seen),
        "first_us": seen.first_us,
        "last_us": seen.last_us,
        "state": Decision.PROPOSED.value,
    }
    tx.connection.execute(insert(learnt_infrastructure).values(**values))
    return True


def _is(segment_id: str, one: Learnt) -> ColumnElement[bool]:
    table = learnt_infrastructure.c
    return and_(table.segment_id == segment_id, table.mac == str(one.mac), table.role == one.role.value)


def surroundings(connection: Connection, segment_id: str, mac: MacAddress) -> Surroundings:
    """What one MAC of that segment has to be judged by."""
    table = learnt_infrastructure.c
    query = select(learnt_infrastructure).where(table.segment_id == segment_id).order_by(*_BY_TIME)
    rows = [_learnt(row) for row in connection.execute(query).mappings()]
    kept = [one for one in rows if one.decision is not Decision.REJECTED]
    speakers = [one for one in kept if one.role in SPEAK_FOR_GATEWAYS]
    vouched = _vouched(speakers)
    first = _first(speakers)
    return Surroundings(
        own=tuple(one for one in rows if one.mac == mac),
        gateways=tuple((first | vouched | _first(one for one in speakers if _is_approved(one))).items()),
        vouched=frozenset(vouched.items()),
        answering=frozenset(one.mac for one in kept if one.role is Role.PROXY_ARP),
    )


def servers(connection: Connection, segment_id: str) -> tuple[tuple[Address, MacAddress], ...]:
    """Who answered first as each DHCP server that the segment lists, or relays for it; and every approved one."""
    table = learnt_infrastructure.c
    roles = (Role.DHCP_SERVER.value, Role.DHCP_RELAY.value)
    wanted = and_(table.segment_id == segment_id, table.role.in_(roles), table.state != Decision.REJECTED.value)
    query = select(learnt_infrastructure).where(wanted).order_by(*_BY_TIME)
    rows = [_learnt(row) for row in connection.execute(query).mappings()]
    return tuple((_first(rows) | _first(one for one in rows if _is_approved(one))).items())


def _first(rows: Iterable[Learnt]) -> dict[Address, MacAddress]:
    """By address, the MAC heard first; `rows` by time."""
    found: dict[Address, MacAddress] = {}
    for one in rows:
        for address in one.addresses:
            found.setdefault(address, one.mac)
    return found


def _vouched(rows: Iterable[Learnt]) -> dict[Address, MacAddress]:
    """By gateway, the MAC that terminals' routes vouched for first."""
    since = sorted((since_us, str(address), address, one.mac) for one in rows for address, since_us in one.vouched)
    found: dict[Address, MacAddress] = {}
    for _, _, address, mac in since:
        found.setdefault(address, mac)
    return found


def _is_approved(one: Learnt) -> bool:
    return one.decision is Decision.APPROVED


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


def _evidence(one: Learnt) -> str:
    held: dict[str, Any] = {
        "addresses": [normal_form(item) for item in one.addresses[:_MOST_ADDRESSES]],
        "why": one.why,
    }
    if one.named_by:
        held["named_by"] = {normal_form(gateway): list(terminals) for gateway, terminals in one.named_by}
    if one.vouched:
        held["vouched_us"] = {normal_form(gateway): since_us for gateway, since_us in one.vouched}
    return json.dumps(held, ensure_ascii=False)


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
        named_by=tuple((parse_address(key), tuple(held)) for key, held in evidence.get("named_by", {}).items()),
        vouched=tuple((parse_address(key), since_us) for key, since_us in evidence.get("vouched_us", {}).items()),
    )


def _listed(row: Any) -> Listed:
    decided = [row[name] for name in ("decided_by", "decided_us", "reason")]
    return Listed(row["id"], row["segment_id"], _learnt(row), *decided)
