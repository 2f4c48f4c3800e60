"""Who has a terminal, and where it stands."""

from dataclasses import dataclass, replace
from typing import Self

from collector.errors import InvalidValue
from collector.ledger import fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Custody:
    """Ids of persons: `owner_id` answers for it (责任人); `user_id` uses it (使用人), None where several do (公用).

    `confirmed_us`: when somebody last confirmed it; `lent_until_us`: it is lent to the user until then (出借).
    """

    owner_id: str
    user_id: str | None = None
    location: str | None = None
    building: str | None = None
    room: str | None = None
    confirmed_us: int | None = None
    lent_until_us: int | None = None

    def checked(self) -> Self:
        """In normal form; raises InvalidValue."""
        if not self.owner_id:
            raise InvalidValue("owner", "is missing", "also a shared terminal has one named person who answers for it")
        return replace(
            self,
            location=fields.optional_text("location", self.location, 64),
            building=fields.optional_text("building", self.building, 64),
            room=fields.optional_text("room", self.room, 64),
        )
