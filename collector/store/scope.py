"""How far an operator may see. Scope is part of every query, never a filter afterwards."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, true


@dataclass(frozen=True, slots=True)
class Scope:
    """The units whose rows may be read or changed; None is the whole city."""

    unit_ids: frozenset[str] | None = None

    def allows(self, unit_id: str | None) -> bool:
        return self.unit_ids is None or unit_id in self.unit_ids


CITY = Scope(None)


def within(scope: Scope, column: ColumnElement[Any]) -> ColumnElement[bool]:
    """The condition that a row's unit lies in the scope; a row of no unit lies only in the city's."""
    if scope.unit_ids is None:
        return true()
    return column.in_(sorted(scope.unit_ids))
