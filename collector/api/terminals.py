"""Terminals of the ledger: registered by one person, approved by another."""

from typing import Annotated

from fastapi import APIRouter, Depends

from collector.api.identity import Asker, asking
from collector.api.rows import AsOf, Row, person_id_of, shown, unit_id_of
from collector.api.services import Served
from collector.api.terminal_forms import TerminalForm
from collector.errors import InvalidValue, NotAllowed
from collector.ledger.adapter import Adapter, AdapterClass, RegisteredAddress
from collector.ledger.custody import Custody
from collector.ledger.life_cycle import Status
from collector.ledger.terminal import (
    AGENTLESS_TYPES,
    AccessDomain,
    AccessMethod,
    AccessMode,
    Importance,
    IpMode,
    Registration,
    Terminal,
    TerminalType,
)
from collector.ledger.version import Version
from collector.operators.roles import Right
from collector.store import Connection, adapters, addresses, custody, segments, terminals, units
from collector.store.scope import CITY
from collector.store.transaction import Transaction
from protocol.address import parse_address
from protocol.mac import MacAddress
from protocol.phrases import say

router = APIRouter(prefix="/terminals", tags=["ledger"])

Reader = Annotated[Asker, Depends(asking(Right.READ_BUSINESS))]
LedgerWriter = Annotated[Asker, Depends(asking(Right.WRITE_LEDGER))]

APPLIED = (Status.DRAFT, Status.SUBMITTED)
"""How a terminal begins; everything beyond is an approval, which another person gives."""


class TerminalOut(Row):
    """As collector.ledger.terminal describes it. None of a bool: nobody said."""

    reg_no: str
    unit_id: str
    terminal_type: TerminalType
    status: Status
    department: str | None
    brand: str | None
    model: str | None
    serial_no: str | None
    asset_no: str | None
    disk_serial: str | None
    os_name: str | None
    os_version: str | None
    cpu_arch: str | None
    is_xinchuang: bool | None
    hostname: str | None
    ip_mode: IpMode | None
    netmask: str | None
    gateway: str | None
    resolvers: str | None
    outlet_no: str | None
    switch_name: str | None
    switch_port: str | None
    vlan: int | None
    access_domain: AccessDomain
    access_method: AccessMethod | None
    access_mode: AccessMode
    access_window: str | None
    purpose: str | None
    importance: Importance | None
    antivirus_installed: bool | None
    antivirus: str | None
    is_shared: bool | None
    is_temporary: bool | None
    agent_expected: bool
    expires_us: int | None
    remark: str | None


class AdapterOut(Row):  # noqa: D101
    mac: str
    adapter_class: AdapterClass


class AddressOut(Row):  # noqa: D101
    address: str
    segment_id: str | None


class CustodyOut(Row):
    """Who has it, by id: names come from /people, masked or not."""

    owner_id: str
    user_id: str | None
    location: str | None
    building: str | None
    room: str | None
    confirmed_us: int | None
    lent_until_us: int | None


class TerminalWhole(TerminalOut):
    """With what it is known by and who has it. `unit_lacks`: whom its unit has not named yet (R35)."""

    adapters: list[AdapterOut]
    addresses: list[AddressOut]
    custody: CustodyOut | None
    unit_lacks: list[str]


@router.get("")
def list_terminals(asker: Reader, services: Served, as_of_us: AsOf = None) -> list[TerminalOut]:
    """The terminals within the asker's scope, by registration number."""
    found = services.read(lambda connection: terminals.list_all(connection, asker.scope, as_of_us))
    return [shown(TerminalOut, item) for item in found]


@router.get("/{key}")
def show_terminal(key: str, asker: Reader, services: Served, as_of_us: AsOf = None) -> TerminalWhole:
    """One terminal by id, registration number, host name or serial number."""
    return services.read(
        lambda connection: whole(connection, terminals.find(connection, asker.scope, key, as_of_us), as_of_us)
    )


@router.post("", status_code=201)
def add_terminal(form: TerminalForm, asker: LedgerWriter, services: Served) -> TerminalWhole:
    """Registers a terminal with its adapters, addresses and custody, all or nothing."""
    if form.status not in APPLIED:
        raise NotAllowed(
            say("status {status}", status=form.status),
            "is an approval",
            "register it as submitted; an approver approves",
        )

    def work(tx: Transaction) -> str:
        return terminals.add(tx, _registration(tx.connection, asker, form), asker.actor, form.reason)

    made = services.write(work)
    return services.read(lambda connection: whole(connection, terminals.find(connection, asker.scope, made), None))


def _registration(connection: Connection, asker: Asker, form: TerminalForm) -> Registration:
    unit_id = unit_id_of(connection, asker, form.unit)
    segment_id = segments.find(connection, asker.scope, form.segment).id if form.segment else None
    user_id = person_id_of(connection, asker, form.user)
    owner_id = person_id_of(connection, asker, form.owner) or user_id
    if owner_id is None:
        raise InvalidValue("owner", "is missing", "name the person who uses or answers for it (实名)")
    places = form.model_dump(include={"location", "building", "room"})
    own = {"reason", "unit", "user", "owner", "macs", "shared_macs", "addresses", "segment", *places}
    values = form.model_dump(exclude=own)
    if values["agent_expected"] is None:
        values["agent_expected"] = form.terminal_type not in AGENTLESS_TYPES
    fixed = [Adapter(mac=MacAddress.parse(text)) for text in form.macs]
    shared = [Adapter(mac=MacAddress.parse(text), adapter_class=AdapterClass.SHARED) for text in form.shared_macs]
    return Registration(
        terminal=Terminal(unit_id=unit_id, **values),
        custody=Custody(owner_id=owner_id, user_id=user_id, **places),
        adapters=(*fixed, *shared),
        addresses=tuple(
            RegisteredAddress(address=parse_address(text), segment_id=segment_id) for text in form.addresses
        ),
    )


def whole(connection: Connection, found: Version[Terminal], as_of_us: int | None) -> TerminalWhole:
    """A terminal with its adapters, addresses and custody as of that moment."""
    held = custody.of_terminal(connection, found.id, as_of_us)
    return shown(
        TerminalWhole,
        found,
        adapters=[shown(AdapterOut, item) for item in adapters.of_terminal(connection, found.id, as_of_us)],
        addresses=[shown(AddressOut, item) for item in addresses.of_terminal(connection, found.id, as_of_us)],
        custody=None if held is None else shown(CustodyOut, held),
        unit_lacks=list(units.find(connection, CITY, found.value.unit_id, as_of_us).value.lacks),
    )
