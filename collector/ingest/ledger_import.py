"""A plan done: rows in batches, each a work of the writer, so that agents' reports do not wait for a large file.

Rule 1: what a row needs (people, terminal, adapters, addresses) goes in with it, in one transaction.
Rule 2: what changed since the plan was made refuses the row, never the batch.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from collector.errors import CollectorError
from collector.imports.sheets.matching import error
from collector.imports.sheets.persons import NEW
from collector.imports.sheets.plan import Addition, Change, Holder, Plan
from collector.imports.sheets.row import Declared
from collector.ledger.custody import Custody
from collector.ledger.person import Person
from collector.ledger.terminal import Registration
from collector.store import adapters, addresses, applications, custody, people, terminals
from collector.store.registering import Taken, add_many
from collector.store.transaction import Transaction
from protocol.phrases import say

ADDITIONS_AT_ONCE = 200
CHANGES_AT_ONCE = 25

Write = Callable[[Callable[[Transaction], Any]], Any]
"""Runs a work to its commit."""


@dataclass(slots=True)
class Outcome:
    """`refused` are rows that no longer fitted when their turn came."""

    added: int = 0
    changed: int = 0
    refused: list[Declared] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Done:
    """What a batch did; `people`: ids of those it added, by key."""

    done: int
    refused: tuple[Declared, ...]
    people: Mapping[str, str]


def take_in(write: Write, plan: Plan, actor: str, reason: str, told: Callable[[int, int], None]) -> Outcome:
    """Does the plan; raises StoreError where nothing can be written (then the same file again goes on)."""
    outcome = Outcome()
    known: dict[str, str] = {}
    total = len(plan.additions) + len(plan.changes)
    for begin in range(0, len(plan.additions), ADDITIONS_AT_ONCE):
        batch = plan.additions[begin : begin + ADDITIONS_AT_ONCE]
        done: _Done = write(_Additions(plan.people, dict(known), batch, actor, reason).run)
        known |= done.people
        outcome.added += done.done
        outcome.refused += done.refused
        told(begin + len(batch), total)
    for begin in range(0, len(plan.changes), CHANGES_AT_ONCE):
        changes = plan.changes[begin : begin + CHANGES_AT_ONCE]
        done = write(_Changes(plan, dict(known), changes, actor, reason).run)
        known |= done.people
        outcome.changed += done.done
        outcome.refused += done.refused
        told(len(plan.additions) + begin + len(changes), total)
    return outcome


def _added_people(
    tx: Transaction,
    wanted: Mapping[str, Person],
    known: Mapping[str, str],
    holders: Sequence[Holder],
    actor: str,
    reason: str,
) -> dict[str, str]:
    """Ids of the new people these holders name, added where no batch before did."""
    keys = {key for holder in holders for key in (holder.owner, holder.user) if key is not None}
    new = sorted(
        (key for key in keys if key.startswith(NEW) and key not in known), key=lambda key: int(key[len(NEW) :])
    )
    return dict(zip(new, people.add_many(tx, [wanted[key] for key in new], actor, reason), strict=True))


def _custody(holder: Holder, ids: Mapping[str, str], held: Custody | None = None) -> Custody:
    """What the row makes of it; a confirmation and a loan stay with the same people."""
    user = None if holder.user is None else ids.get(holder.user, holder.user)
    new = Custody(
        owner_id=ids.get(holder.owner, holder.owner),
        user_id=user,
        location=holder.location,
        building=holder.building,
        room=holder.room,
    )
    if held is None or (held.owner_id, held.user_id) != (new.owner_id, new.user_id):
        return new
    return replace(new, confirmed_us=held.confirmed_us, lent_until_us=held.lent_until_us)


@dataclass(frozen=True, slots=True)
class _Additions:
    people: Mapping[str, Person]
    known: Mapping[str, str]
    batch: Sequence[Addition]
    actor: str
    reason: str

    def run(self, tx: Transaction) -> _Done:
        holders = [item.holder for item in self.batch]
        added = _added_people(tx, self.people, self.known, holders, self.actor, self.reason)
        ids = {**self.known, **added}
        wanted = [
            Registration(
                terminal=item.terminal,
                custody=_custody(item.holder, ids),
                adapters=item.adapters,
                addresses=item.addresses,
            )
            for item in self.batch
        ]
        outcome = add_many(tx, wanted, self.actor, self.reason)
        brought = [
            (key, item.application)
            for item, key in zip(self.batch, outcome, strict=True)
            if isinstance(key, str) and item.application is not None
        ]
        applications.add_many(tx, brought, self.actor, self.reason)
        refused = tuple(
            _taken(item.row, found.what)
            for item, found in zip(self.batch, outcome, strict=True)
            if isinstance(found, Taken)
        )
        return _Done(len(self.batch) - len(refused), refused, added)


def _taken(row: Declared, what: str) -> Declared:
    why = say("{what} was taken by another terminal since", what=what)
    return row.with_finding(error(None, what, why, say("import the row again to see by which")))


@dataclass(frozen=True, slots=True)
class _Changes:
    plan: Plan
    known: Mapping[str, str]
    batch: Sequence[Change]
    actor: str
    reason: str

    def run(self, tx: Transaction) -> _Done:
        holders = [item.holder for item in self.batch if item.holder is not None]
        added = _added_people(tx, self.plan.people, self.known, holders, self.actor, self.reason)
        ids = {**self.known, **added}
        refused: list[Declared] = []
        for item in self.batch:
            heads, savepoint = tx.heads, tx.connection.begin_nested()
            try:
                self._change(tx, item, ids)
                savepoint.commit()
            except CollectorError as failure:
                savepoint.rollback()
                tx.heads = heads
                refused.append(item.row.with_finding(error(None, failure.what, failure.why, failure.next_step)))
        return _Done(len(self.batch) - len(refused), tuple(refused), added)

    def _change(self, tx: Transaction, item: Change, ids: Mapping[str, str]) -> None:
        held = item.held
        now = terminals.by_id(tx.connection, held.id)
        if now is None or now.from_us != held.from_us:
            raise CollectorError(
                say("terminal {number}", number=held.terminal.reg_no),
                "was changed by somebody since",
                "import it again",
            )
        if item.terminal:
            terminals.change(tx, held.id, item.terminal, self.actor, self.reason)
        for row_id in item.ended_adapters:
            adapters.end(tx, row_id, self.actor, self.reason)
        for row_id in item.ended_addresses:
            addresses.end(tx, row_id, self.actor, self.reason)
        for adapter in item.adapters:
            adapters.add(tx, held.id, adapter, self.actor, self.reason)
        for address in item.addresses:
            addresses.add(tx, held.id, address, self.actor, self.reason)
        if item.application is not None:
            applications.put(tx, held.id, item.application, self.actor, self.reason)
        if item.holder is not None:
            self._hand_over(tx, item, item.holder, ids)

    def _hand_over(self, tx: Transaction, item: Change, holder: Holder, ids: Mapping[str, str]) -> None:
        new = _custody(holder, ids, item.held.custody)
        for key in {holder.owner, holder.user}:
            if key is not None and (changes := self.plan.people_changes.get(key)):
                people.change(tx, key, changes, self.actor, self.reason)
        if item.held.custody is None:
            custody.add(tx, item.held.id, new, self.actor, self.reason)
        elif asdict(item.held.custody) != asdict(new):
            custody.hand_over(tx, item.held.id, new, self.actor, self.reason)
