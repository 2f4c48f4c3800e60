"""What differs between two states of the same row, field by field. Pure."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Difference:
    """Values as JSON has them: text, numbers, booleans, lists of text; None: not said."""

    field: str
    before: Any
    after: Any


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Difference, ...]:
    """In the order of `before`, then what only `after` has; None and an empty list say the same."""
    names = dict.fromkeys((*before, *after))
    found = ((name, _said(before.get(name)), _said(after.get(name))) for name in names)
    return tuple(Difference(name, old, new) for name, old, new in found if old != new)


def _said(value: Any) -> Any:
    return None if value in ("", [], ()) else value


def state_digest(state: Mapping[str, Any]) -> str:
    """SHA-256 of a state, 64 hex digits: tells whether somebody changed it meanwhile."""
    return hashlib.sha256(json.dumps(state, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
