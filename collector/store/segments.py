"""Segments: which prefixes, on whose wire."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, func, select

from collector.errors import AlreadyThere
from collector.ledger.segment import DEFAULT_SWEEP_CAP, Segment
from collector.ledger.terminal import AccessDomain
from collector.ledger.version import Version
from collector.store import units, versions
from collector.store.register import Register
from collector.store.scope import CITY, Scope, within
from collector.store.tables import segment
from collector.store.transaction import Transaction
from protocol.address import Address, normal_form, parse_address, parse_prefix
from protocol.mac import MacAddress
from protocol.phrases import say

_ADDRESSES = ("gateways", "dhcp_servers", "resolvers")
_MACS = ("gateway_macs", "infrastructure_macs")
_PLAIN = ("name", "unit_id", "vlan", "silent_grace_us", "sweep_every_us")


def _encode(value: Segment) -> dict[str, Any]:
    lists = {name: [normal_form(item) for item in getattr(value, name)] for name in ("prefixes", *_ADDRESSES)}
    lists |= {name: [str(item) for item in getattr(value, name)] for name in _MACS}
    plain = {name: getattr(value, name) for name in (*_PLAIN, "sweep_cap", "allows_second_mac")}
    plain |= {"domain": value.domain.value}
    return plain | {name: json.dumps(items) for name, items in lists.items()}


def _decode(row: RowMapping) -> Segment:
    values: dict[str, Any] = {name: row[name] for name in _PLAIN}
    # Null in segments declared before there was a choice.
    values["sweep_cap"] = DEFAULT_SWEEP_CAP if row["sweep_cap"] is None else row["sweep_cap"]
    values["allows_second_mac"] = bool(row["allows_second_mac"])
    values |= {name: tuple(parse_address(text) for text in json.loads(row[name])) for name in _ADDRESSES}
    values |= {name: tuple(MacAddress.from_normal_form(text) for text in json.loads(row[name])) for name in _MACS}
    values["prefixes"] = tuple(parse_prefix(text) for text in json.loads(row["prefixes"]))
    return Segment(domain=AccessDomain(row["domain"]), **values)


def _visible(scope: Scope, _as_of_us: int | None) -> ColumnElement[bool]:
    return within(scope, segment.c.unit_id)


REGISTER = Register(kind="segment", table=segment, encode=_encode, decode=_decode, visible=_visible, names=("name",))

list_all = REGISTER.list_all
find = REGISTER.find


def add(tx: Transaction, new: Segment, actor: str, reason: str | None = None) -> str:
    """Returns the segment's id; raises InvalidValue, AlreadyThere for a name in use, NotFound for an unknown unit."""
    new = new.checked()
    _require_free_name(tx.connection, new.name)
    units.REGISTER.open_row(tx.connection, new.unit_id)
    return REGISTER.add(tx, new, actor, reason)


def change(
    tx: Transaction, segment_id: str, changes: Mapping[str, Any], actor: str, reason: str | None = None
) -> Version[Segment]:
    """Returns the version before; raises as `add` does."""
    if "name" in changes:
        _require_free_name(tx.connection, changes["name"], but=segment_id)
    if "unit_id" in changes:
        units.REGISTER.open_row(tx.connection, changes["unit_id"])
    return REGISTER.change(tx, segment_id, changes, actor, reason)


def holding(
    connection: Connection, address: Address, scope: Scope = CITY, as_of_us: int | None = None
) -> list[Version[Segment]]:
    """Segments one of whose prefixes holds the address: several where units use the same RFC 1918 prefix."""
    return [item for item in list_all(connection, scope, as_of_us) if item.value.holds(address)]


def declared_us(connection: Connection, segment_id: str) -> int:
    """When a segment was declared first, whatever changed since."""
    query = select(func.min(segment.c.from_us)).where(segment.c.id == segment_id)
    return int(connection.execute(query).scalar_one())


def _require_free_name(connection: Connection, name: str, but: str = "") -> None:
    query = select(segment.c.id).where(versions.in_force(segment), segment.c.name == name, segment.c.id != but)
    if connection.execute(query).first() is not None:
        raise AlreadyThere(
            say("segment {name!r}", name=name),
            "another segment has that name",
            "choose another name or change that one",
        )
