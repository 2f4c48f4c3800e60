"""Segments of the ledger: which prefixes lie on whose wire, and who may speak for others there."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from collector.api.identity import Asker, asking
from collector.api.rows import AsOf, Form, Row, shown, unit_id_of
from collector.api.services import Served
from collector.ledger.segment import DEFAULT_SILENT_GRACE_US, DEFAULT_SWEEP_CAP, Segment
from collector.ledger.terminal import AccessDomain
from collector.ledger.version import Version
from collector.operators.roles import Right
from collector.store import segments
from collector.store.scope import CITY
from collector.store.transaction import Transaction
from protocol.address import parse_address, parse_prefix
from protocol.mac import MacAddress

router = APIRouter(prefix="/segments", tags=["ledger"])

Reader = Annotated[Asker, Depends(asking(Right.READ_BUSINESS))]
SegmentWriter = Annotated[Asker, Depends(asking(Right.WRITE_SEGMENTS))]
Texts = Annotated[tuple[str, ...], Field(max_length=64)]
_TIMES = frozenset({"id", "from_us", "to_us"})


_PARSERS: dict[str, Callable[[str], Any]] = {
    "prefixes": parse_prefix,
    "gateways": parse_address,
    "gateway_macs": MacAddress.parse,
    "dhcp_servers": parse_address,
    "resolvers": parse_address,
    "infrastructure_macs": MacAddress.parse,
}


class SegmentForm(Form):
    """`unit` is a unit's id or name; addresses and MACs in any usual notation; silent_grace_us in microseconds.

    `sweep_cap` is probe frames a second of all agents together; `sweep_every_us` null: swept on command only.
    """

    name: str = Field(max_length=100)
    unit: str
    domain: AccessDomain = AccessDomain.ADMINISTRATIVE
    prefixes: Texts
    vlan: int | None = None
    gateways: Texts = ()
    gateway_macs: Texts = ()
    dhcp_servers: Texts = ()
    resolvers: Texts = ()
    infrastructure_macs: Texts = ()
    silent_grace_us: int = DEFAULT_SILENT_GRACE_US
    sweep_cap: int = DEFAULT_SWEEP_CAP
    sweep_every_us: int | None = None
    allows_second_mac: bool = False

    def value(self, unit_id: str) -> Segment:
        """Raises MalformedIdentity for an address that cannot be read."""
        values = self.model_dump(exclude={"reason", "unit"})
        return Segment(unit_id=unit_id, **values | {name: _parsed(name, values[name]) for name in _PARSERS})


class SegmentChange(Form):
    """Only what is given changes; a list replaces the one before. `cleared` takes a value away."""

    name: str | None = Field(default=None, max_length=100)
    unit: str | None = None
    domain: AccessDomain | None = None
    prefixes: Texts | None = None
    vlan: int | None = None
    gateways: Texts | None = None
    gateway_macs: Texts | None = None
    dhcp_servers: Texts | None = None
    resolvers: Texts | None = None
    infrastructure_macs: Texts | None = None
    silent_grace_us: int | None = None
    sweep_cap: int | None = None
    sweep_every_us: int | None = None
    allows_second_mac: bool | None = None
    cleared: Annotated[tuple[Literal["vlan", "sweep_every_us"], ...], Field(max_length=2)] = ()

    def values(self) -> dict[str, Any]:
        """By the names of the ledger's fields, but the unit; raises MalformedIdentity."""
        given = self.model_dump(exclude={"reason", "unit", "cleared"}, exclude_none=True)
        parsed = {name: _parsed(name, value) if name in _PARSERS else value for name, value in given.items()}
        return parsed | dict.fromkeys(self.cleared)


def _parsed(name: str, texts: Sequence[str]) -> tuple[Any, ...]:
    return tuple(_PARSERS[name](text) for text in texts)


class SegmentOut(Row):  # noqa: D101
    name: str
    unit_id: str
    domain: AccessDomain
    prefixes: list[str]
    vlan: int | None
    gateways: list[str]
    gateway_macs: list[str]
    dhcp_servers: list[str]
    resolvers: list[str]
    infrastructure_macs: list[str]
    silent_grace_us: int
    sweep_cap: int
    sweep_every_us: int | None
    allows_second_mac: bool


class ChangeOut(BaseModel):
    """One field as it was and as it is."""

    field: str
    old: Any
    new: Any


class ChangedSegment(BaseModel):
    """The segment as it is now, and what that changed; nothing where all was so already."""

    segment: SegmentOut
    changes: list[ChangeOut]


@router.get("")
def list_segments(asker: Reader, services: Served, as_of_us: AsOf = None) -> list[SegmentOut]:
    """The segments within the asker's scope, by name."""
    found = services.read(lambda connection: segments.list_all(connection, asker.scope, as_of_us))
    return [shown(SegmentOut, item) for item in found]


@router.get("/{key}")
def show_segment(key: str, asker: Reader, services: Served, as_of_us: AsOf = None) -> SegmentOut:
    """One segment by id or name."""
    return shown(SegmentOut, services.read(lambda connection: segments.find(connection, asker.scope, key, as_of_us)))


@router.post("", status_code=201)
def add_segment(form: SegmentForm, asker: SegmentWriter, services: Served) -> SegmentOut:
    """Declares a segment; agents learn of it with their next policy."""

    def work(tx: Transaction) -> str:
        return segments.add(tx, form.value(unit_id_of(tx.connection, asker, form.unit)), asker.actor, form.reason)

    made = services.write(work)
    return shown(SegmentOut, services.read(lambda connection: segments.find(connection, asker.scope, made)))


@router.patch("/{key}")
def change_segment(key: str, form: SegmentChange, asker: SegmentWriter, services: Served) -> ChangedSegment:
    """Changes what is declared; agents learn of it with their next policy."""

    def work(tx: Transaction) -> Version[Segment]:
        held = segments.find(tx.connection, asker.scope, key)
        values = form.values()
        if form.unit is not None:
            values["unit_id"] = unit_id_of(tx.connection, asker, form.unit)
        return segments.change(tx, held.id, values, asker.actor, form.reason)

    before = services.write(work)
    now = services.read(lambda connection: segments.find(connection, CITY, before.id))
    old, new = shown(SegmentOut, before).model_dump(), shown(SegmentOut, now).model_dump()
    differing = [name for name in new if name not in _TIMES and old[name] != new[name]]
    changes = [ChangeOut(field=name, old=old[name], new=new[name]) for name in differing]
    return ChangedSegment(segment=shown(SegmentOut, now), changes=changes)
