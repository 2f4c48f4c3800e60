"""Who has a terminal, and where it stands."""

from dataclasses import dataclass, replace
from typing import Self

from collector.errors import InvalidValue
from collector.ledger import fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Custody:
    """Ids of persons: `owner_id` answers for it (责任人); `user_id` uses it (使用人), None where several do (公用)."""

    owner_id: str
    user_id: str | None = None
    building: str | None = None
    room: str | None = None

    def checked(self) -> Self:
        """In normal form; raises InvalidValue."""
        if not self.owner_id:
            raise InvalidValue("owner", "is missing", "also a shared terminal has one named person who answers for it")
        building = fields.optional_text("building", self.building, 64)
        return replace(self, building=building, room=fields.optional_text("room", self.room, 64))
