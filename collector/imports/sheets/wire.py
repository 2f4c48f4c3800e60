"""What a row says a terminal is known by on the wire, beside what is held: MACs, and addresses on their segments."""

from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network

from collector.imports.sheets.headings import Field
from collector.imports.sheets.matching import Matched, error
from collector.imports.sheets.plan import Difference, Refused
from collector.imports.sheets.register_view import Finder, HeldTerminal
from collector.imports.sheets.said import Finding, Level
from collector.ledger.adapter import Adapter, AdapterClass, RegisteredAddress
from protocol.address import Address, normal_form
from protocol.mac import MacAddress
from protocol.phrases import say

_NO_SEGMENT = "—"
_CLASSES = {Field.MACS: AdapterClass.FIXED, Field.SHARED_MACS: AdapterClass.SHARED}


@dataclass(slots=True)
class Wire:
    """What is to be added and ended, and how it is told."""

    adapters: tuple[Adapter, ...] = ()
    addresses: tuple[RegisteredAddress, ...] = ()
    ended_adapters: tuple[str, ...] = ()
    ended_addresses: tuple[str, ...] = ()
    differences: list[Difference] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def wire(found: Matched, finder: Finder, *, remove_missing: bool) -> Wire:
    """Raises Refused: an address that another terminal has, or that no terminal of its segment can have."""
    result = Wire()
    for name in _CLASSES:
        _compare_macs(name, found, finder, result, remove_missing=remove_missing)
    _compare_addresses(found, finder, result, remove_missing=remove_missing)
    return result


def _compare_macs(name: Field, found: Matched, finder: Finder, result: Wire, *, remove_missing: bool) -> None:
    said = found.row.values.get(name)
    if not isinstance(said, tuple):
        return
    kind = _CLASSES[name]
    held = {item.mac: item for item in found.held.adapters} if found.held is not None else {}
    new = [mac for mac in said if str(mac) not in held]
    for mac in new:
        _require_free(name, mac, kind, finder, found.held)
    for mac in said:
        if str(mac) in held and held[str(mac)].adapter_class is not kind:
            raise Refused(
                error(name, str(mac), say("is registered as the other class of adapter"), say("end it there first"))
            )
    listed = {str(mac) for mac in said}
    missing = [item for item in held.values() if item.adapter_class is kind and item.mac not in listed]
    result.adapters += tuple(Adapter(mac=mac, adapter_class=kind) for mac in new)
    if new or (missing and remove_missing):
        before = "、".join(item.mac for item in held.values() if item.adapter_class is kind)
        kept = [] if remove_missing else [item.mac for item in missing]
        result.differences.append(Difference(name, before, "、".join([*(str(mac) for mac in said), *kept])))
    _missing(name, [item.mac for item in missing], result, remove_missing=remove_missing)
    if remove_missing:
        result.ended_adapters += tuple(item.row_id for item in missing)


def _require_free(name: Field, mac: MacAddress, kind: AdapterClass, finder: Finder, held: HeldTerminal | None) -> None:
    for other in finder.by_mac.get(str(mac), []):
        both_shared = kind is AdapterClass.SHARED and all(
            item.adapter_class is AdapterClass.SHARED for item in other.adapters if item.mac == str(mac)
        )
        if not both_shared and (held is None or other.id != held.id):
            why = say("belongs to terminal {number}", number=other.terminal.reg_no)
            raise Refused(error(name, str(mac), why, say("end it there first, or correct the row")))


def _missing(name: Field, texts: list[str], result: Wire, *, remove_missing: bool) -> None:
    if texts and not remove_missing:
        why = say("the register has it, the row does not: it stays")
        step = say("--remove-missing ends what a row leaves out")
        result.findings.append(Finding(Level.NOTE, name, "、".join(texts)[:60], why, step))


def _compare_addresses(found: Matched, finder: Finder, result: Wire, *, remove_missing: bool) -> None:
    said = found.row.values.get(Field.ADDRESSES)
    if not isinstance(said, tuple):
        return
    held = found.held.addresses if found.held is not None else ()
    wanted = [_placed(found, finder, address, place, result) for place, address in enumerate(said)]
    kept = [item for item in held if any(_means(one, item.address, item.segment_id) for one in wanted)]
    kept_keys = {(item.address, item.segment_id) for item in kept}
    new = [item for item in wanted if (item.address, item.segment_id) not in kept_keys]
    replaced = [item for item in held if item not in kept and any(one.address == item.address for one in new)]
    missing = [item for item in held if item not in kept and item not in replaced]
    for item in new:
        _require_address_free(item, finder, found.held)
    result.addresses = tuple(new)
    ended = [*replaced, *(missing if remove_missing else ())]
    if new or ended:
        before = "、".join(normal_form(item.address) for item in held)
        after = [*(normal_form(address) for address in said)]
        after += [] if remove_missing else [normal_form(item.address) for item in missing]
        result.differences.append(Difference(Field.ADDRESSES, before, "、".join(after)))
    result.ended_addresses = tuple(item.row_id for item in ended)
    _missing(Field.ADDRESSES, [normal_form(item.address) for item in missing], result, remove_missing=remove_missing)


def _means(one: RegisteredAddress, address: Address, segment_id: str | None) -> bool:
    return one.address == address and one.segment_id == segment_id


def _placed(found: Matched, finder: Finder, address: Address, place: int, result: Wire) -> RegisteredAddress:
    """On the segment the row names; else where it is held; else on the unit's one segment that has room for it."""
    named = found.row.values.get(Field.SEGMENT)
    if isinstance(named, tuple) and place < len(named):
        return RegisteredAddress(address=address, segment_id=_segment_id(finder, named[place]))
    for item in found.held.addresses if found.held is not None else ():
        if item.address == address:
            return RegisteredAddress(address=address, segment_id=item.segment_id)
    fitting = finder.segments_of(found.unit_id, address)
    for segment in fitting:
        for prefix in segment.prefixes:
            if isinstance(address, IPv4Address) and isinstance(prefix, IPv4Network) and address in prefix:
                _require_host(address, prefix)
    if not fitting and any(item.unit_id == found.unit_id for item in finder.view.segments):
        why = say("lies in no segment of the unit")
        result.findings.append(Finding(Level.WARNING, Field.ADDRESSES, normal_form(address), why))
    return RegisteredAddress(address=address, segment_id=fitting[0].id if len(fitting) == 1 else None)


def _segment_id(finder: Finder, name: str) -> str | None:
    if name in ("", _NO_SEGMENT):
        return None
    for segment in finder.view.segments:
        if segment.name == name:
            return segment.id
    raise Refused(
        error(Field.SEGMENT, name, say("there is no such segment"), say("leave the column out, or write its name"))
    )


def _require_host(address: IPv4Address, prefix: IPv4Network) -> None:
    if prefix.prefixlen < 31 and address in (prefix.network_address, prefix.broadcast_address):
        why = say("is the network's or the broadcast address of {prefix}", prefix=prefix)
        raise Refused(error(Field.ADDRESSES, str(address), why, say("give the terminal's own address")))


def _require_address_free(item: RegisteredAddress, finder: Finder, held: HeldTerminal | None) -> None:
    for other, one in finder.by_address.get(normal_form(item.address), []):
        overlap = item.segment_id is None or one.segment_id is None or item.segment_id == one.segment_id
        if overlap and (held is None or other.id != held.id):
            why = say("is registered for terminal {number}", number=other.terminal.reg_no)
            raise Refused(
                error(Field.ADDRESSES, normal_form(item.address), why, say("end it there first, or correct it"))
            )
