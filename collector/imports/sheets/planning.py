"""Every good row of a file beside the register; a row that does not fit is refused with every reason found."""

from collector.imports.sheets.comparing import addition, announced, change
from collector.imports.sheets.declaration import Declaration
from collector.imports.sheets.matching import Matched, match
from collector.imports.sheets.persons import Persons
from collector.imports.sheets.plan import Addition, Change, Conflict, Plan, Policy, Refused
from collector.imports.sheets.register_view import Finder, RegisterView
from collector.imports.sheets.row import Declared
from collector.imports.sheets.said import Finding, Level
from protocol.phrases import say


def plan(declaration: Declaration, view: RegisterView, policy: Policy) -> Plan:
    """What taking the file in would do."""
    return _Planner(declaration, Finder(view), policy).run()


class _Planner:
    def __init__(self, declaration: Declaration, finder: Finder, policy: Policy) -> None:
        self._declaration = declaration
        self._finder = finder
        self._policy = policy
        self._persons = Persons(finder.view.people)
        self._additions: list[Addition] = []
        self._changes: list[Change] = []
        self._unchanged: list[Declared] = []
        self._refused: list[Declared] = []
        self._conflicts: list[Conflict] = []
        self._places: dict[str, Declared] = {}

    def run(self) -> Plan:
        fitting: list[Matched] = []
        for row in self._declaration.rows:
            found = match(row, self._finder, self._policy.aliases)
            self._conflicts += found.conflicts
            if found.row.is_good and self._is_first(found):
                fitting.append(found)
            elif not found.row.is_good:
                self._refused.append(found.row)
        # People are gathered before rows are judged: a row may name somebody whose telephone a later row has.
        for found in fitting:
            for person in announced(found):
                self._persons.announce(person)
        for found in fitting:
            self._take(found)
        return self._finished()

    def _is_first(self, found: Matched) -> bool:
        """Two rows may mean one terminal by different keys, one by its number and one by its MAC."""
        if found.held is None:
            return True
        first = self._places.setdefault(found.held.id, found.row)
        if first is not found.row:
            why = say("means the same terminal as row {row}", row=first.row)
            self._refused.append(found.row.with_finding(Finding(Level.ERROR, None, "", why, say("keep one of them"))))
        return first is found.row

    def _take(self, found: Matched) -> None:
        self._persons.begin_row()
        try:
            if found.held is None:
                self._additions.append(addition(found, self._finder, self._persons, self._policy))
                return
            made = change(found, self._finder, self._persons, self._policy)
        except Refused as refusal:
            self._persons.undo_row()
            self._refused.append(found.row.with_finding(*refusal.findings))
            return
        if made.differences:
            self._changes.append(made)
        else:
            self._unchanged.append(made.row)

    def _finished(self) -> Plan:
        holders = [item.holder for item in self._additions]
        holders += [item.holder for item in self._changes if item.holder is not None]
        used = {key for holder in holders for key in (holder.owner, holder.user)}
        order = {id(row.cells): place for place, row in enumerate(self._declaration.rows)}
        return Plan(
            self._declaration,
            tuple(self._additions),
            tuple(self._changes),
            tuple(self._unchanged),
            tuple(sorted(self._refused, key=lambda row: order.get(id(row.cells), 0))),
            {key: person for key, person in self._persons.new.items() if key in used},
            {key: fields for key, fields in self._persons.changes.items() if fields},
            tuple(self._conflicts),
        )
