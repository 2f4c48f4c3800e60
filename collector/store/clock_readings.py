"""What agents' clocks said at a time, from the reports they signed then and the last beats of their stretches."""

from collections.abc import Iterable

from sqlalchemy import Connection, select

from collector.presence.clock_quality import ClockAt, SignedAt, clock_at, clock_of_beat, worst_of_each
from collector.presence.timing import ClockReading
from collector.store.tables import agent_stretch, report
from protocol.beat import Beat
from protocol.codec import decode
from protocol.limits import BEAT_BYTES
from protocol.report import Taken
from protocol.signing import split


def of_witnesses(
    connection: Connection, intakes: Iterable[int], claiming: Iterable[str], at_us: int
) -> tuple[ClockAt, ...]:
    """The clocks behind these reports, by intake number, and behind what these agents claimed at that moment."""
    found = []
    table = report.c
    columns = (table.agent_id, table.boot_id, table.taken_wall_us, table.taken_boot_us, table.received_us)
    for row in connection.execute(select(*columns).where(table.intake.in_(sorted(set(intakes))))):
        signed = SignedAt(row.boot_id, Taken(row.taken_wall_us, row.taken_boot_us), row.received_us)
        found.append(clock_at(row.agent_id, signed, _reading(connection, row.agent_id, row.received_us, row.boot_id)))
    for agent_id in claiming:
        reading = _reading(connection, agent_id, at_us)
        if reading is not None:
            found.append(clock_of_beat(agent_id, reading))
    return worst_of_each(found)


def _reading(connection: Connection, agent_id: str, at_us: int, boot: str | None = None) -> ClockReading | None:
    """The last beat of the stretch that began last before that moment; of that boot, where there is one."""
    table = agent_stretch.c
    columns = (table.boot_id, table.last_us, table.last_beat)
    before = select(*columns).where(table.agent_id == agent_id, table.from_us <= at_us).order_by(table.from_us.desc())
    row = connection.execute(before.limit(1)).one_or_none()
    if boot is not None and (row is None or row.boot_id != boot):
        # It waited in a spool: its boot is an earlier one, or ended before any beat came through.
        of_boot = select(*columns).where(table.agent_id == agent_id, table.boot_id == boot)
        row = connection.execute(of_boot.order_by(table.id.desc()).limit(1)).one_or_none() or row
    if row is None:
        return None
    beat = decode(split(row.last_beat)[1], Beat, BEAT_BYTES)
    return ClockReading(row.boot_id, beat.taken, row.last_us)
