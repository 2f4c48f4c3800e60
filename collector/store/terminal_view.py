"""One terminal with all that belongs to it, read at once: for a card, and as a sheet's row for its form."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, or_, select

from collector.imports.sheets.register_view import HeldAdapter, HeldAddress, HeldSegment, HeldTerminal, RegisterView
from collector.ledger.person import Person
from collector.ledger.terminal import Terminal
from collector.ledger.unit import Unit
from collector.ledger.version import Version
from collector.store import adapters, addresses, applications, custody, people, segments, units
from collector.store.scope import CITY, Scope
from collector.store.tables import agent, agent_binding, binding, segment, unit

MOST_SIGHTINGS = 20


@dataclass(frozen=True, slots=True)
class BoundAgent:
    """The agent that vouched for the terminal; `state` and `last_beat_us` (collector's clock) are of now."""

    id: str
    state: str
    hostname: str
    from_us: int
    last_beat_us: int | None


@dataclass(frozen=True, slots=True)
class Sighting:
    """Where one of its MACs was heard; `segment` None: on one the scope does not show. `address` may be empty."""

    segment: str | None
    mac: str
    address: str
    first_us: int
    last_us: int
    is_over: bool


def as_view(connection: Connection, scope: Scope, found: Version[Terminal], as_of_us: int | None) -> RegisterView:
    """The terminal alone as a register, for writing it out; segments beyond the scope stay unnamed."""
    held = custody.of_terminal(connection, found.id, as_of_us)
    placed = addresses.of_terminal(connection, found.id, as_of_us)
    papers = applications.of_terminal(connection, found.id, as_of_us)
    bound = bound_agent(connection, found.id, as_of_us)
    whose = unit_of(connection, found.value.unit_id, as_of_us)
    terminal = HeldTerminal(
        found.id,
        found.from_us,
        found.value,
        tuple(
            HeldAdapter(item.id, str(item.value.mac), item.value.adapter_class)
            for item in adapters.of_terminal(connection, found.id, as_of_us)
        ),
        tuple(HeldAddress(item.id, item.value.address, item.value.segment_id) for item in placed),
        None if held is None else held.value,
        None if papers is None else papers.value,
        None if bound is None else bound.id,
    )
    ids = () if held is None else (held.value.owner_id, held.value.user_id)
    return RegisterView(
        units={found.value.unit_id: whose.name},
        details={found.value.unit_id: whose},
        terminals=[terminal],
        people=_people(connection, ids, as_of_us),
        segments=_segments(connection, scope, {item.value.segment_id for item in placed}, as_of_us),
    )


def unit_of(connection: Connection, unit_id: str, as_of_us: int | None) -> Unit:
    """Without regard to scope: of a terminal that was found within it."""
    return units.REGISTER.list_all(connection, CITY, as_of_us, unit.c.id == unit_id)[0].value


def bound_agent(connection: Connection, terminal_id: str, as_of_us: int | None = None) -> BoundAgent | None:
    """The agent bound to the terminal at that moment."""
    table = agent_binding.c
    then: ColumnElement[bool] = table.to_us.is_(None)
    if as_of_us is not None:
        then = (table.from_us <= as_of_us) & or_(table.to_us.is_(None), table.to_us > as_of_us)
    query = select(agent.c.id, agent.c.state, agent.c.hostname, table.from_us, agent.c.last_beat_us)
    query = query.join(agent, agent.c.id == table.agent_id).where(table.terminal_id == terminal_id, then)
    row = connection.execute(query.order_by(table.from_us.desc()).limit(1)).one_or_none()
    return None if row is None else BoundAgent(*row)


def sightings(connection: Connection, scope: Scope, macs: Iterable[str], as_of_us: int | None = None) -> list[Sighting]:
    """Where the MACs were heard last, the newest first; at most MOST_SIGHTINGS."""
    wanted: ColumnElement[bool] = binding.c.mac.in_(sorted(macs))
    if as_of_us is not None:
        wanted &= binding.c.first_us <= as_of_us
    query = select(binding).where(wanted).order_by(binding.c.last_us.desc()).limit(MOST_SIGHTINGS)
    rows = connection.execute(query).mappings().all()
    known = {item.id: item.name for item in _segments(connection, scope, {row["segment_id"] for row in rows}, None)}
    return [
        Sighting(
            known.get(row["segment_id"]),
            row["mac"],
            row["address"],
            row["first_us"],
            row["last_us"],
            row["closed_us"] is not None,
        )
        for row in rows
    ]


def _people(connection: Connection, ids: Iterable[str | None], as_of_us: int | None) -> dict[str, Person]:
    found = {key: people.by_id(connection, key, as_of_us) for key in ids if key is not None}
    return {key: item.value for key, item in found.items() if item is not None}


def _segments(
    connection: Connection, scope: Scope, ids: Iterable[str | None], as_of_us: int | None
) -> list[HeldSegment]:
    wanted = segment.c.id.in_(sorted({key for key in ids if key is not None}))
    return [
        HeldSegment(item.id, item.value.name, item.value.unit_id, item.value.prefixes)
        for item in segments.REGISTER.list_all(connection, scope, as_of_us, wanted)
    ]
