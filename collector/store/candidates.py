"""Who may watch a segment, gathered for the election: nothing is decided here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, and_, func, select

from collector.ledger.terminal import TerminalType
from collector.presence.coverage import Hears
from collector.presence.election import (
    COMINGS_US,
    ISOLATED_US,
    MOST_TRIED,
    NOT_TAKEN_UP_US,
    Candidate,
    Medium,
    Preference,
)
from collector.presence.interval import DAY_US
from collector.presence.stacking import stack
from collector.presence.subject import AgentStanding
from collector.store import claims, coverage, facts, leases, versions, watch_preferences
from collector.store.claims import ClaimedHere
from collector.store.tables import agent, agent_binding, agent_stretch, switch_port, terminal, told_port
from collector.store.watch_preferences import HeldPreference
from protocol.beat import Beat
from protocol.codec import decode
from protocol.identity import AdapterId
from protocol.limits import BEAT_BYTES
from protocol.observations import Adapter, AdapterKind
from protocol.signing import split

SEEN_US = 7 * DAY_US
"""Who was on the segment within this time is spoken of, be it silent now."""
_RADIOS = frozenset({AdapterKind.WIFI, AdapterKind.WWAN, AdapterKind.BLUETOOTH, AdapterKind.USB_TETHER})


@dataclass(frozen=True, slots=True)
class _About:
    """An agent's row, with its terminal's."""

    is_active: bool
    terminal_id: str | None
    terminal_type: str | None


@dataclass(frozen=True, slots=True)
class _Run:
    """An agent's present run of beats and its last beat."""

    from_us: int
    beat: Beat


def of_segment(connection: Connection, segment_id: str, now_us: int, *, seen_us: int = 0) -> list[Candidate]:
    """Agents that are on the segment now; with `seen_us` also those that were, that long ago at most."""
    here = claims.of_segment(connection, segment_id, now_us - seen_us)
    ids = sorted({one.agent_id for one in here})
    about, runs = _about(connection, ids), _runs(connection, ids)
    decided = watch_preferences.in_force(connection, segment_id)
    isolated = _isolated(coverage.newest_hearing(connection, segment_id, now_us - ISOLATED_US), ids)
    not_taken_up = leases.not_taken_up(connection, now_us - NOT_TAKEN_UP_US)
    comings = _comings(connection, ids, now_us - COMINGS_US)
    media = _media(connection, here)
    switches = _switches(connection, segment_id, here)
    found = []
    for one in here:
        held, run = about[one.agent_id], runs.get(one.agent_id)
        found.append(
            Candidate(
                one.agent_id,
                one.adapter_id,
                run.from_us if run is not None and one.lasts else None,
                is_active=held.is_active,
                terminal_id=held.terminal_id,
                preference=preference_of(decided, one.agent_id, held.terminal_id),
                medium=media[one.agent_id, one.adapter_id],
                is_laptop=held.terminal_type == TerminalType.LAPTOP.value,
                comings=comings.get(one.agent_id, 0),
                is_throttled=run is not None and run.beat.throttled,
                drops=0 if run is None else run.beat.capture_drops,
                boot_us=0 if run is None else run.beat.taken.boot_us,
                is_isolated=one.agent_id in isolated,
                did_not_take_up=(segment_id, one.agent_id) in not_taken_up,
                switch=switches.get(one.mac),
            )
        )
    return found


def preference_of(decided: Iterable[HeldPreference], agent_id: str, terminal_id: str | None) -> Preference | None:
    """What holds about an agent; of two, one about the agent and one about its terminal, the newer."""
    fitting = [one for one in decided if one.named.is_of(agent_id, terminal_id)]
    return fitting[-1].preference if fitting else None


def _isolated(heard: Mapping[str, Hears], ids: Iterable[str]) -> frozenset[str]:
    """Those known to hear nobody; all of them where enough have tried and none heard anybody."""
    known = frozenset(agent_id for agent_id, hears in heard.items() if hears is Hears.ISOLATED)
    return frozenset(ids) if len(known) == len(heard) >= MOST_TRIED else known


def _about(connection: Connection, ids: Sequence[str]) -> dict[str, _About]:
    query = (
        select(agent.c.id, agent.c.state, agent_binding.c.terminal_id, terminal.c.terminal_type)
        .join(
            agent_binding, and_(agent_binding.c.agent_id == agent.c.id, agent_binding.c.to_us.is_(None)), isouter=True
        )
        .join(terminal, and_(terminal.c.id == agent_binding.c.terminal_id, versions.in_force(terminal)), isouter=True)
        .where(agent.c.id.in_(ids))
    )
    return {
        row.id: _About(row.state == AgentStanding.ACTIVE.value, row.terminal_id, row.terminal_type)
        for row in connection.execute(query)
    }


def _runs(connection: Connection, ids: Sequence[str]) -> dict[str, _Run]:
    table = agent_stretch.c
    query = select(table.agent_id, table.from_us, table.last_beat).where(table.agent_id.in_(ids), table.to_us.is_(None))
    return {
        row.agent_id: _Run(row.from_us, decode(split(row.last_beat)[1], Beat, BEAT_BYTES))
        for row in connection.execute(query)
    }


def _comings(connection: Connection, ids: Sequence[str], since_us: int) -> dict[str, int]:
    table = agent_stretch.c
    query = select(table.agent_id, func.count()).where(table.agent_id.in_(ids), table.from_us >= since_us)
    return {row[0]: row[1] for row in connection.execute(query.group_by(table.agent_id))}


def _media(connection: Connection, here: Sequence[ClaimedHere]) -> dict[tuple[str, str], Medium]:
    said = facts.of_agents(connection, {one.agent_id for one in here}, ("adapters",))
    found = {}
    for one in here:
        answers = said.get(one.agent_id, [])
        adapters = [item for fact in answers for item in fact.observations if isinstance(item, Adapter)]
        found[one.agent_id, one.adapter_id] = medium_of(adapters, one.adapter_id)
    return found


def medium_of(adapters: Sequence[Adapter], adapter_id: str) -> Medium:
    """A bridge or VLAN over a radio looks wired: what lies beneath decides."""
    stacked = stack(adapters, attached=(AdapterId(adapter_id),))
    own = stacked.by_id.get(AdapterId(adapter_id))
    if own is None:
        return Medium.UNKNOWN
    bases = stacked.bases(own)
    if any(one.kind in _RADIOS for one in bases):
        return Medium.WIRELESS
    if len(bases) > 1 or any(stacked.bridged_with(one) for one in bases):
        return Medium.BRIDGED
    return Medium.WIRED if bases else Medium.UNKNOWN


def _switches(connection: Connection, segment_id: str, here: Iterable[ClaimedHere]) -> dict[str, str]:
    """The switch each MAC hangs on: as its own port told (LLDP, CDP), else as the switch's tables say."""
    macs = sorted({one.mac for one in here})
    port, told = switch_port.c, told_port.c
    listed = select(port.mac, port.switch).where(port.mac.in_(macs), port.segment_id == segment_id, port.is_open)
    heard = select(told.mac, told.chassis).where(
        told.mac.in_(macs), told.segment_id == segment_id, told.to_us.is_(None)
    )
    rows = [*connection.execute(listed.order_by(port.last_us)), *connection.execute(heard.order_by(told.last_us))]
    return {row[0]: row[1] for row in rows}
