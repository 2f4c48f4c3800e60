"""Ledger rows as this door shows them: one version each, values in normal form."""

from dataclasses import fields
from enum import StrEnum
from typing import Annotated, Any, TypeVar

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from collector.api.identity import Asker
from collector.errors import InvalidValue
from collector.ledger.version import Version
from collector.store import Connection, people, units
from protocol.address import normal_form
from protocol.mac import MacAddress
from protocol.phrases import say

M = TypeVar("M", bound=BaseModel)

AsOf = Annotated[
    int | None, Query(description="as of this moment, microseconds since 1970; now when left out", ge=0, le=2**53)
]


class Row(BaseModel):
    """One version: in force in [from_us, to_us), microseconds since 1970; to_us null while it lasts."""

    id: str
    from_us: int
    to_us: int | None


class Form(BaseModel):
    """What a person fills in: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")
    reason: str | None = Field(default=None, max_length=500, description="goes into the journal")


class Edit(Form):
    """Only what is given changes; `cleared` names what is taken away."""

    cleared: list[str] = Field(default=[], max_length=64)

    def changes(self, *apart: str) -> dict[str, Any]:
        """The given fields and None for the cleared ones, without `apart`; raises InvalidValue for what clashes."""
        given = self.model_dump(exclude={"reason", "cleared", *apart}, exclude_none=True)
        for name in self.cleared:
            if name not in type(self).model_fields or name in {"reason", "cleared", *apart}:
                raise InvalidValue(say("field {name!r}", name=name[:40]), "cannot be taken away", "check its name")
            if name in given:
                raise InvalidValue(say("field {name!r}", name=name), "is given and taken away", "do either")
        return given | dict.fromkeys(self.cleared)


def shown(model: type[M], version: Version[Any], **more: Any) -> M:
    """A version as an answer's model."""
    values = {item.name: plain(getattr(version.value, item.name)) for item in fields(version.value)}
    known = {name: value for name, value in values.items() if name in model.model_fields}
    return model(id=version.id, from_us=version.from_us, to_us=version.to_us, **known | more)


def plain(value: Any) -> Any:
    """A ledger value as JSON knows it: addresses and vocabulary as text in normal form."""
    if isinstance(value, StrEnum):
        return value.value
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return str(value) if isinstance(value, MacAddress) else normal_form(value)


def unit_id_of(connection: Connection, asker: Asker, key: str) -> str:
    """The unit of that id or name within the asker's scope; raises NotFound."""
    return units.find(connection, asker.scope, key).id


def person_id_of(connection: Connection, asker: Asker, key: str | None) -> str | None:
    """The person of that id, staff number or name within the asker's scope; None for None; raises NotFound."""
    return None if key is None else people.find(connection, asker.scope, key).id
