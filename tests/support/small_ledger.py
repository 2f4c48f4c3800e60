"""A small fictional ledger (domain.md §3.3): two units, three people, one segment each with the same prefix."""

from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import Any

from collector.ledger.adapter import Adapter, RegisteredAddress
from collector.ledger.custody import Custody
from collector.ledger.life_cycle import Status
from collector.ledger.person import Person
from collector.ledger.segment import Segment
from collector.ledger.terminal import AccessDomain, Registration, Terminal, TerminalType
from collector.ledger.unit import Unit
from collector.store import people, segments, terminals, units
from collector.store.transaction import Transaction
from protocol.mac import MacAddress

ACTOR = "operator:00000000000000000000000000000001"
PREFIX = "10.37.12.0/24"


@dataclass(frozen=True, slots=True)
class SmallLedger:
    """Ids of the rows."""

    finance: str
    services: str
    li: str
    zhao: str
    wang: str
    finance_segment: str
    services_segment: str
    desktop: str
    counter: str


def person(unit_id: str, name: str, **more: str) -> Person:
    said: dict[str, Any] = {"name": name, "unit_id": unit_id, "department": "预算科", "mobile": "19900000001"}
    return Person(**said | more)


def registration(unit_id: str, owner_id: str, mac: str, address: str | None = None, **more: object) -> Registration:
    """An admitted desktop; `segment_id`, `user_id`, `room` and the fields of Terminal may be given."""
    segment_id = more.pop("segment_id", None)
    custody = Custody(owner_id=owner_id, user_id=more.pop("user_id", None), room=more.pop("room", None))  # type: ignore[arg-type]
    values = {"unit_id": unit_id, "terminal_type": TerminalType.DESKTOP, "status": Status.ADMITTED} | more
    addresses = () if address is None else (RegisteredAddress(address=ip_address(address), segment_id=segment_id),)  # type: ignore[arg-type]
    return Registration(
        terminal=Terminal(**values),  # type: ignore[arg-type]
        custody=custody,
        adapters=(Adapter(mac=MacAddress.parse(mac)),),
        addresses=addresses,
    )


def fill(tx: Transaction) -> SmallLedger:
    """A work for the writer."""
    finance = units.add(tx, Unit(name="示例市财政局", region_code="371499"), ACTOR)
    services = units.add(tx, Unit(name="示例市政务服务中心", region_code="371499"), ACTOR)
    li = people.add(tx, person(finance, "李明轩", staff_no="F001"), ACTOR)
    zhao = people.add(tx, person(finance, "赵建国", mobile="19900000002"), ACTOR)
    wang = people.add(tx, person(services, "王思远", mobile="19900000003", department="综合窗口"), ACTOR)
    for unit_id, head in ((finance, zhao), (services, wang)):
        roles = dict.fromkeys(("first_responsible_id", "direct_responsible_id", "administrator_id"), head)
        units.change(tx, unit_id, roles, ACTOR)
    finance_segment = segments.add(tx, _segment("财政局三楼", finance), ACTOR)
    services_segment = segments.add(tx, _segment("政务大厅", services), ACTOR)
    desktop = registration(
        finance,
        zhao,
        "00-00-5E-00-53-01",
        "10.37.12.21",
        segment_id=finance_segment,
        user_id=li,
        room="0312",
        hostname="CZJ-YSK-01",
        serial_no="PF3FAKE01",
    )
    counter = registration(
        services, wang, "00-00-5E-00-53-03", "10.37.12.23", segment_id=services_segment, room="B07", hostname="ZWDT-B07"
    )
    return SmallLedger(
        finance,
        services,
        li,
        zhao,
        wang,
        finance_segment,
        services_segment,
        terminals.add(tx, desktop, ACTOR),
        terminals.add(tx, counter, ACTOR),
    )


def _segment(name: str, unit_id: str) -> Segment:
    return Segment(
        name=name,
        unit_id=unit_id,
        domain=AccessDomain.ADMINISTRATIVE,
        prefixes=(ip_network(PREFIX),),
        gateways=(ip_address("10.37.12.1"),),
        gateway_macs=(MacAddress.parse("00-00-5E-00-53-FE"),),
    )
