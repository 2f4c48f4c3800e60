"""Radios, modems, tethers and tunnels over the whole extranet: on whose PC, and since when."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel

from collector.api.identity import Asker, asking
from collector.api.rows import unit_id_of
from collector.api.services import Served, Services
from collector.operators.roles import Right
from collector.presence.inventory import Device, Sort, devices_of
from collector.store import devices, units
from collector.store.devices import Pc

router = APIRouter(prefix="/devices", tags=["agents"])

MOST_PCS = 500


class DeviceOut(BaseModel):
    """`id` is the part that alerts and exemptions name; `since_us`: since when the PC has named it without a break.

    `vendor` and `model` by its ids, `maker` by the block of its MAC; null: in no list.
    """

    id: str
    kind: Sort
    state: str
    interfaces: list[str]
    where: str
    bus: str
    vendor_id: str | None
    product_id: str | None
    vendor: str | None
    model: str | None
    manufacturer: str | None
    product: str | None
    serial: str | None
    drivers: list[str]
    mac: str | None
    permanent_mac: str | None
    maker: str | None
    ssid: str | None
    denied_by: list[str]
    since_us: int | None
    seen_us: int


class DeviceOfPc(DeviceOut):  # noqa: D101
    terminal_id: str
    reg_no: str
    hostname: str
    unit_id: str
    unit_name: str | None
    user_id: str | None


class DevicesOut(BaseModel):
    """Devices of so many PCs; ask again with `after` = `next` for those of further ones."""

    rows: list[DeviceOfPc]
    next: str | None


@router.get("")
def list_devices(
    asker: Annotated[Asker, Depends(asking(Right.READ_BUSINESS))],
    services: Served,
    kind: Annotated[list[Sort] | None, Query(description="only of these kinds")] = None,
    unit: Annotated[str | None, Query(max_length=128, description="only of this unit and those below")] = None,
    after: Annotated[str, Query(max_length=32, description="registration number to go on behind")] = "",
    most: Annotated[int, Query(ge=1, le=MOST_PCS, description="PCs looked into at once")] = MOST_PCS,
) -> DevicesOut:
    """What the PCs within the asker's scope last named, by registration number."""
    wanted = tuple(kind or Sort)
    with services.store.reading() as connection:
        below = units.subtree(connection, unit_id_of(connection, asker, unit)) if unit is not None else None
        found = devices.pcs_with(connection, asker.scope, wanted, units=below, after=after, most=most)
    rows = [row for pc in found for row in _rows(services, pc) if row.kind in wanted]
    return DevicesOut(rows=rows, next=found[-1].reg_no if len(found) == most else None)


def devices_of_pc(services: Services, pc: Pc) -> list[DeviceOut]:
    """Each with its age: the oldest answer that it was put together from."""
    said = [item for fact in pc.facts for item in fact.observations]
    since = {key: moment_us for fact in pc.facts for key, moment_us in fact.since.items()}
    seen_us = min((fact.seen_us for fact in pc.facts), default=0)
    return [_out(services, item, seen_us) for item in devices_of(said, since)]


def _rows(services: Services, pc: Pc) -> list[DeviceOfPc]:
    names = ("terminal_id", "reg_no", "hostname", "unit_id", "unit_name", "user_id")
    about = {name: getattr(pc, name) for name in names}
    return [DeviceOfPc(**item.model_dump(), **about) for item in devices_of_pc(services, pc)]


def _out(services: Services, item: Device, seen_us: int) -> DeviceOut:
    name = services.vendors.of_device(item.bus, item.vendor_id, item.product_id)
    more = {"vendor": name.vendor, "model": name.product, "seen_us": seen_us, "kind": item.sort}
    own = {field: getattr(item, field) for field in DeviceOut.model_fields if hasattr(item, field)}
    return DeviceOut(**own | more, maker=services.vendors.of_text(item.permanent_mac or item.mac))
