"""A switch's tables, taken in: locations, then sightings, through the folding and the judgement of agents' reports.

Rule 1: a file is taken in once. Cut short, the same file again goes on where it stopped.
Rule 2: in steps of a few MACs, so that agents' reports do not wait for a large file.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from collector.imports.switch_tables.selection import Seen, Selection
from collector.ingest import judging
from collector.ingest.context import Context
from collector.ingest.folding import hear
from collector.presence.binding import QUIET_US, Heard, Pair
from collector.presence.location import Location
from collector.presence.subject import SegmentView
from collector.store import Connection, bindings, switch_imports, switch_ports, views
from collector.store.journal import JSON
from collector.store.switch_imports import SwitchImport
from collector.store.transaction import Transaction

MACS_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Change:
    """What a file says of one MAC, beside what is held: `was_port` on the same switch, None where it was on none."""

    seen: Seen
    is_registered: bool
    is_new: bool
    was_port: str | None


def take_in(
    write: Callable[[Callable[[Transaction], SwitchImport]], SwitchImport],
    context: Context,
    brought: SwitchImport,
    selection: Selection,
    *,
    has_mac_table: bool,
    counts: dict[str, JSON],
    reason: str | None,
) -> tuple[SwitchImport, bool]:
    """The import as stored, and whether it had been taken in before. `write` runs a work to its commit."""

    def begin(tx: Transaction) -> SwitchImport:
        one = brought
        held = switch_imports.find(tx.connection, one.segment_id, one.switch, one.taken_us, one.digest)
        return held or switch_imports.add(tx, brought, counts, reason)

    one = write(begin)
    was_complete = one.macs > 0 and one.folded >= one.macs
    while one.folded < min(one.macs, len(selection.seen)):
        step = _Step(context, one, selection.seen[one.folded : one.folded + MACS_AT_ONCE])
        one = write(step.run)
    if has_mac_table and not was_complete:
        named = [item.mac for item in selection.seen if item.place is not None]

        def end(tx: Transaction) -> SwitchImport:
            switch_ports.close_absent(tx, one.segment_id, one.switch, one.taken_us, named)
            return one

        write(end)
    return one, was_complete


def compared(connection: Connection, segment_id: str, switch: str, seen: Sequence[Seen]) -> list[Change]:
    """What taking it in would add or change."""
    macs = [item.mac for item in seen]
    registered = switch_imports.registered(connection, macs, ever=False)
    heard = bindings.heard_before(connection, segment_id, macs, before_us=2**62)
    placed = switch_ports.newest(connection, segment_id, switch, macs)
    return [
        Change(
            item,
            str(item.mac) in registered,
            str(item.mac) not in heard,
            placed[str(item.mac)].place.port if str(item.mac) in placed else None,
        )
        for item in seen
    ]


@dataclass(frozen=True, slots=True)
class _Step:
    context: Context
    brought: SwitchImport
    seen: Sequence[Seen]

    def run(self, tx: Transaction) -> SwitchImport:
        one = self.brought
        held = switch_imports.find(tx.connection, one.segment_id, one.switch, one.taken_us, one.digest)
        assert held is not None, "begun before"  # noqa: S101
        if held.folded != one.folded:
            # Somebody brings the same file at the same time and was faster.
            return held
        segment = views.segment_views(tx.connection)[one.segment_id]
        macs = [item.mac for item in self.seen]
        registered = switch_imports.registered(tx.connection, macs, ever=True)
        quiet_since_us = one.taken_us - QUIET_US
        before = bindings.heard_before(tx.connection, segment.id, macs, quiet_since_us)
        recently = bindings.heard_since(tx.connection, segment.id, macs, quiet_since_us)
        for item in self.seen:
            mac = str(item.mac)
            self._place(tx, item)
            # A lease or a sticky entry outlives the terminal's stay: it accuses nobody whom the ledger knows, and a
            # sticky one that stands there still is no second sign.
            if item.is_dated or (mac not in registered and (item.is_repeated or mac not in recently)):
                self._hear(tx, segment, item, was_heard=mac in before)
        done = replace(held, folded=held.folded + len(self.seen))
        switch_imports.note_folded(tx, done.id, done.folded)
        return done

    def _place(self, tx: Transaction, item: Seen) -> None:
        if item.place is not None:
            one, taken_us = self.brought, self.brought.taken_us
            switch_ports.put(tx, Location(None, one.segment_id, one.switch, item.mac, item.place, taken_us, taken_us))

    def _hear(self, tx: Transaction, segment: SegmentView, item: Seen, *, was_heard: bool) -> None:
        """A table read long after the last one names a MAC anew: frames came in between, a second sign."""
        numbers = set()
        for address, table in item.pairs:
            heard = Heard(
                pair=Pair(segment.id, item.mac, address),
                how=table,
                first_us=item.heard_us,
                last_us=item.heard_us,
                frames=1,
                witness=self.brought.witness,
                intake=self.brought.id,
                received_us=tx.now_us,
                is_repeated=item.is_repeated or (item.is_dated and was_heard),
            )
            numbers.add(hear(tx, heard))
        judging.judge_mac(tx, self.context, segment, item.mac, numbers)
