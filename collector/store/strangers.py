"""有物无账: what is on the wire and stands in no ledger, and agents that wait to be let in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from collector.presence.on_wire import OnWire
from collector.presence.subject import AgentStanding, SegmentView
from collector.presence.vouching import Standing
from collector.store import agents, on_wire, versions
from collector.store.agents import ListedAgent
from collector.store.on_wire import Place
from collector.store.scope import Scope
from collector.store.tables import adapter, binding

MOST = 5000
_IN_NO_LEDGER = frozenset({Standing.UNREGISTERED, Standing.RANDOMISED, Standing.CLAIMED_UNAPPROVED})


@dataclass(frozen=True, slots=True)
class Strangers:
    """`heard` is cut off after `MOST` MACs: `is_cut` says so."""

    heard: tuple[OnWire, ...]
    pending: tuple[ListedAgent, ...]
    is_cut: bool


def strangers(
    connection: Connection,
    scope: Scope,
    segments: Mapping[str, SegmentView],
    now_us: int,
    listening_us: int,
    unit_ids: Iterable[str] | None = None,
) -> Strangers:
    """On segments of units within the scope: what is in no ledger is its segment's unit's affair (R01)."""
    wanted = None if unit_ids is None else frozenset(unit_ids)
    ids = [
        one.id for one in segments.values() if scope.allows(one.unit_id) and (wanted is None or one.unit_id in wanted)
    ]
    registered = select(adapter.c.id).where(adapter.c.mac == binding.c.mac, versions.in_force(adapter)).exists()
    query = (
        select(binding.c.segment_id, binding.c.mac)
        .where(binding.c.segment_id.in_(sorted(ids)), binding.c.closed_us.is_(None), ~registered)
        .distinct()
        .order_by(binding.c.segment_id, binding.c.mac)
        .limit(MOST + 1)
    )
    places = [Place(row.segment_id, row.mac) for row in connection.execute(query)]
    found = on_wire.of_places(connection, places[:MOST], segments, now_us, listening_us)
    heard = {(one.segment_id, one.mac): one for one in found if one.standing in _IN_NO_LEDGER}
    pending = [
        one
        for one in agents.list_all(connection, scope)
        if one.agent.state is AgentStanding.PENDING and (wanted is None or one.unit_id in wanted)
    ]
    return Strangers(tuple(heard.values()), tuple(pending), len(places) > MOST)
