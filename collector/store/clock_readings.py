"""What agents' clocks said at a time, from the reports they signed then and the last beats of their stretches."""

from collections.abc import Iterable

from sqlalchemy import Connection, bindparam, select

from collector.presence.clock_quality import ClockAt, SignedAt, clock_at, clock_of_beat, worst_of_each
from collector.presence.timing import ClockReading
from collector.store.tables import agent_stretch, report
from protocol.beat import Beat
from protocol.codec import decode
from protocol.limits import BEAT_BYTES
from protocol.report import Taken
from protocol.signing import split

# Built once: a trace asks them for every witness.
_SIGNED = select(
    report.c.agent_id, report.c.boot_id, report.c.taken_wall_us, report.c.taken_boot_us, report.c.received_us
).where(report.c.intake.in_(bindparam("intakes", expanding=True)))
_STRETCH = select(agent_stretch.c.boot_id, agent_stretch.c.last_us, agent_stretch.c.last_beat).where(
    agent_stretch.c.agent_id == bindparam("agent_id")
)
_BEFORE = (
    _STRETCH.where(agent_stretch.c.from_us <= bindparam("at_us")).order_by(agent_stretch.c.from_us.desc()).limit(1)
)
_OF_BOOT = _STRETCH.where(agent_stretch.c.boot_id == bindparam("boot_id")).order_by(agent_stretch.c.id.desc()).limit(1)


def of_witnesses(
    connection: Connection, intakes: Iterable[int], claiming: Iterable[str], at_us: int
) -> tuple[ClockAt, ...]:
    """The clocks behind these reports, by intake number, and behind what these agents claimed at that moment."""
    found = []
    for row in connection.execute(_SIGNED, {"intakes": sorted(set(intakes))}):
        signed = SignedAt(row.boot_id, Taken(row.taken_wall_us, row.taken_boot_us), row.received_us)
        found.append(clock_at(row.agent_id, signed, _reading(connection, row.agent_id, row.received_us, row.boot_id)))
    for agent_id in claiming:
        reading = _reading(connection, agent_id, at_us)
        if reading is not None:
            found.append(clock_of_beat(agent_id, reading))
    return worst_of_each(found)


def _reading(connection: Connection, agent_id: str, at_us: int, boot: str | None = None) -> ClockReading | None:
    """The last beat of the stretch that began last before that moment; of that boot, where there is one."""
    row = connection.execute(_BEFORE, {"agent_id": agent_id, "at_us": at_us}).one_or_none()
    if boot is not None and (row is None or row.boot_id != boot):
        # It waited in a spool: its boot is an earlier one, or ended before any beat came through.
        row = connection.execute(_OF_BOOT, {"agent_id": agent_id, "boot_id": boot}).one_or_none() or row
    if row is None:
        return None
    beat = decode(split(row.last_beat)[1], Beat, BEAT_BYTES)
    return ClockReading(row.boot_id, beat.taken, row.last_us)
