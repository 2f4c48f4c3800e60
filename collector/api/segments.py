"""Segments of the ledger: which prefixes lie on whose wire, and who may speak for others there."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import Field

from collector.api.identity import Asker, asking
from collector.api.rows import AsOf, Form, Row, shown, unit_id_of
from collector.api.services import Served
from collector.ledger.segment import DEFAULT_SILENT_GRACE_US, Segment
from collector.ledger.terminal import AccessDomain
from collector.operators.roles import Right
from collector.store import segments
from collector.store.transaction import Transaction
from protocol.address import parse_address, parse_prefix
from protocol.mac import MacAddress

router = APIRouter(prefix="/segments", tags=["ledger"])

Reader = Annotated[Asker, Depends(asking(Right.READ_BUSINESS))]
SegmentWriter = Annotated[Asker, Depends(asking(Right.WRITE_SEGMENTS))]
Texts = Annotated[tuple[str, ...], Field(max_length=64)]


class SegmentForm(Form):
    """`unit` is a unit's id or name; addresses and MACs in any usual notation; silent_grace_us in microseconds."""

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

    def value(self, unit_id: str) -> Segment:
        """Raises MalformedIdentity for an address that cannot be read."""
        return Segment(
            name=self.name,
            unit_id=unit_id,
            domain=self.domain,
            prefixes=tuple(parse_prefix(text) for text in self.prefixes),
            vlan=self.vlan,
            gateways=tuple(parse_address(text) for text in self.gateways),
            gateway_macs=tuple(MacAddress.parse(text) for text in self.gateway_macs),
            dhcp_servers=tuple(parse_address(text) for text in self.dhcp_servers),
            resolvers=tuple(parse_address(text) for text in self.resolvers),
            infrastructure_macs=tuple(MacAddress.parse(text) for text in self.infrastructure_macs),
            silent_grace_us=self.silent_grace_us,
        )


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
