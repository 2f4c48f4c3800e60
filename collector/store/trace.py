"""Gathering for a trace: what was heard, claimed and registered for an address, MAC or name, as of the asked time."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection, Row

from collector.errors import InvalidValue, NotFound
from collector.presence import tracing
from collector.presence.tracing import (
    Candidate,
    Evidence,
    PortAt,
    Question,
    QuestionKind,
    Reason,
    SegmentAt,
    TraceAnswer,
)
from collector.store import agents, clock_readings, holders, places, switch_ports, told_ports, trace_queries
from collector.store.scope import Scope
from protocol.phrases import say


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What is asked: [from_us, to_us] (equal for an instant), narrowed to a segment or to a unit's segments."""

    question: Question
    from_us: int
    to_us: int
    segment_id: str | None = None
    unit_id: str | None = None


@dataclass(slots=True)
class _Trail:
    """All that speaks for one (segment, MAC, address)."""

    segment_id: str | None
    mac: str
    address: str
    bindings: list[Row[tuple[object, ...]]] = field(default_factory=list)
    claims: list[Row[tuple[object, ...]]] = field(default_factory=list)


def trace(connection: Connection, scope: Scope, inquiry: Inquiry) -> TraceAnswer:
    """Who held it then, best candidate first; raises InvalidValue for a time that ends before it begins."""
    if inquiry.from_us > inquiry.to_us:
        raise InvalidValue("time", "ends before it begins", "give the earlier moment first")
    wanted = _Wanted.of(connection, scope, inquiry)
    trails = _trails(connection, scope, inquiry, wanted)
    known = places.segments_at(connection, {trail.segment_id for trail in trails if trail.segment_id}, inquiry.to_us)
    found = [_candidate(connection, scope, inquiry, trail, known) for trail in trails]
    found += _registered(connection, scope, inquiry, wanted, found)
    ranked = tracing.rank(_located(connection, inquiry, item) for item in found)
    concerned = [item.segment for item in ranked if item.segment] or places.likely(
        connection, scope, wanted.address, inquiry.to_us, inquiry.segment_id, inquiry.unit_id
    )
    ambiguous = tracing.ambiguous_segments(ranked) if inquiry.question.kind is QuestionKind.ADDRESS else ()
    where = {item.id: item for item in concerned}.values()
    gaps = tuple(places.unwatched(connection, where, inquiry.from_us, inquiry.to_us, wanted.address))
    names = agents.hostnames(connection, scope, _agents_named(ranked))
    return TraceAnswer(inquiry.question, inquiry.from_us, inquiry.to_us, ranked, gaps, ambiguous, names)


def _agents_named(candidates: Iterable[Candidate]) -> set[str]:
    witnesses = {one.witness for item in candidates for one in item.evidence}
    claiming = {agent_id for item in candidates for agent_id in item.claimed_by}
    return claiming | {name.removeprefix("agent:") for name in witnesses if name.startswith("agent:")}


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The MACs or the address that rows are looked up by; `terminal_ids` when a name was asked."""

    macs: tuple[str, ...] = ()
    address: str | None = None
    terminal_ids: tuple[str, ...] = ()

    @classmethod
    def of(cls, connection: Connection, scope: Scope, inquiry: Inquiry) -> "_Wanted":
        """Raises NotFound for a name no terminal had in that time."""
        text = inquiry.question.text
        if inquiry.question.kind is QuestionKind.ADDRESS:
            return cls(address=text)
        if inquiry.question.kind is QuestionKind.MAC:
            return cls(macs=(text,))
        asked = {"from_us": inquiry.from_us, "until_us": inquiry.to_us + 1}
        ids = connection.execute(trace_queries.named(scope), asked | {"name": text}).scalars()
        terminal_ids = tuple(sorted(ids))
        if not terminal_ids:
            raise NotFound(
                say("terminal {text!r}", text=text[:64]),
                "there was none of that name then",
                "ask for its MAC or IP address; to search for a person, say why: --reason",
            )
        macs = connection.execute(trace_queries.MACS_OF, asked | {"terminal_ids": terminal_ids}).scalars()
        return cls(macs=tuple(sorted(macs)), terminal_ids=terminal_ids)


def _trails(connection: Connection, scope: Scope, inquiry: Inquiry, wanted: _Wanted) -> list[_Trail]:
    trails: dict[tuple[str, str, str], _Trail] = {}

    def trail(row: Row[tuple[object, ...]]) -> _Trail:
        key = (row.segment_id, row.mac, row.address)
        return trails.setdefault(key, _Trail(*key))

    shape = trace_queries.Shape(wanted.address is None, inquiry.segment_id is not None, inquiry.unit_id is not None)
    asked = {name: getattr(wanted, name) for name in ("macs", "address")} | {
        name: getattr(inquiry, name) for name in ("from_us", "to_us", "segment_id", "unit_id")
    }
    statements = trace_queries.trails(scope, shape)
    for row in connection.execute(statements.lasting, asked):
        trail(row).bindings.append(row)
    most = trace_queries.MOST_BESIDE if trails else trace_queries.MOST_EARLIER
    for row in connection.execute(statements.ended, asked | {"most": most}):
        # Of what was before the asked time only the newest speaks for somebody, and only who was not heard then.
        if not (found := trail(row)).bindings:
            found.bindings.append(row)
    for row in connection.execute(statements.claimed, asked):
        trail(row).claims.append(row)
    return list(trails.values())


def _candidate(
    connection: Connection, scope: Scope, inquiry: Inquiry, trail: _Trail, known: dict[str, SegmentAt]
) -> Candidate:
    newest = max(trail.bindings, key=lambda row: row.last_us, default=None)
    heard = newest is not None and newest.last_us >= inquiry.from_us
    contradicted = newest is not None and not heard and _contradicted(newest, inquiry.from_us)
    strength = tracing.strength_of(
        claimed=bool(trail.claims), heard=heard, heard_before=newest is not None, contradicted=contradicted
    )
    times = [(row.first_us, row.last_us) for row in trail.bindings] + [
        (row.from_us, row.last_us) for row in trail.claims
    ]
    last_us = max(last for _, last in times)
    moment = (
        last_us if strength is tracing.Strength.EARLIER else tracing.moment_of(last_us, inquiry.from_us, inquiry.to_us)
    )
    claiming = tuple(sorted({row.agent_id for row in trail.claims}))
    held_by, reasons = holders.of_wire(connection, scope, trail.mac, trail.address, trail.segment_id, claiming, moment)
    if newest is not None:
        reasons.insert(0, Reason.HEARD_THEN if heard else Reason.CONTRADICTED if contradicted else Reason.HEARD_BEFORE)
        confirmed = any(row.confirmed_us is not None for row in trail.bindings)
        reasons.insert(1, Reason.CONFIRMED if confirmed else Reason.ONE_FRAME)
    if trail.claims:
        reasons.insert(0, Reason.CLAIMED_THEN)
    evidence = _evidence(connection, [row.id for row in trail.bindings])
    return Candidate(
        strength=strength,
        reasons=tuple(reasons),
        mac=trail.mac,
        address=trail.address,
        segment=known.get(trail.segment_id or ""),
        first_us=min(first for first, _ in times),
        last_us=last_us,
        as_of_us=moment,
        age_us=max(0, inquiry.from_us - last_us),
        claimed_by=claiming,
        holders=held_by,
        evidence=evidence,
        clocks=clock_readings.of_witnesses(connection, _intakes(evidence), claiming, moment),
    )


def _intakes(evidence: Iterable[Evidence]) -> Iterable[int]:
    """Of reports: what an import witnessed has no agent's clock."""
    for one in evidence:
        if one.witness.startswith("agent:"):
            yield from (one.first_intake, one.last_intake)


def _located(connection: Connection, inquiry: Inquiry, item: Candidate) -> Candidate:
    """With the ports that switches' tables, and switches to the PC itself, say; only of a segment the asker may see."""
    if not item.mac or item.segment is None:
        return item
    found = switch_ports.of_mac(connection, item.mac, item.segment.id, inquiry.from_us, inquiry.to_us)
    ports = [PortAt(one.switch, one.place.port, one.place.vlan, one.first_us, one.last_us, one.tables) for one in found]
    told = told_ports.of_mac(connection, item.mac, item.segment.id, inquiry.from_us, inquiry.to_us)
    ports += [
        PortAt(one.switch, one.port, one.vlan, one.first_us, one.last_us, 0, one.told_by, one.port_description)
        for one in told
    ]
    return replace(item, ports=tuple(ports))


def _contradicted(row: Row[tuple[object, ...]], by_us: int) -> bool:
    return row.closed_by == "contradicted" and int(row.closed_us) <= by_us


def _registered(
    connection: Connection, scope: Scope, inquiry: Inquiry, wanted: _Wanted, heard: list[Candidate]
) -> list[Candidate]:
    """Ledger rows that nothing on the wire speaks for."""
    seen = {holder.terminal_id for item in heard for holder in item.holders}
    found = []
    for row in holders.registered(
        connection,
        scope,
        inquiry.to_us,
        address=wanted.address,
        macs=wanted.macs,
        terminal_ids=wanted.terminal_ids,
        told=seen,
    ):
        outside = inquiry.segment_id is not None and row.segment_id not in (None, inquiry.segment_id)
        other_unit = inquiry.unit_id is not None and row.holder.unit_id != inquiry.unit_id
        if outside or other_unit:
            continue
        place = places.segments_at(connection, {row.segment_id} if row.segment_id else set(), inquiry.to_us)
        found.append(
            Candidate(
                strength=tracing.Strength.REGISTERED,
                reasons=(row.holder.by,),
                mac=row.mac,
                address=row.address,
                segment=place.get(row.segment_id or ""),
                first_us=None,
                last_us=None,
                as_of_us=inquiry.to_us,
                age_us=None,
                holders=(row.holder,),
            )
        )
    return found


def _evidence(connection: Connection, binding_ids: list[int]) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(
            row.witness, row.first_us, row.last_us, row.first_intake, row.first_digest, row.last_intake, row.last_digest
        )
        for row in connection.execute(trace_queries.WITNESSED, {"binding_ids": binding_ids})
    )
