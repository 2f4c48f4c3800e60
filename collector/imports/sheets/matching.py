"""Which unit and which known terminal a row means: by number, else serial number, else MAC; never by address."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass

from collector.imports.sheets.headings import Field, folded
from collector.imports.sheets.of_unit import told_of_unit
from collector.imports.sheets.plan import Conflict, ConflictKind, Refused
from collector.imports.sheets.register_view import Finder, HeldTerminal
from collector.imports.sheets.row import Declared
from collector.imports.sheets.said import Finding, Level, phrase
from collector.ledger.life_cycle import Status
from protocol.address import normal_form
from protocol.mac import MacAddress
from protocol.phrases import Phrase, say

_OVER = frozenset({Status.RETIRED, Status.REJECTED, Status.WITHDRAWN})
_TAKEN = say("belongs to another registration already; the bureau was told and decides")
_TAKEN_STEP = say("check it on the device; if it is right, ask the bureau")


@dataclass(frozen=True, slots=True)
class Matched:
    """`held` None: a terminal the register does not have. `unit_id` is empty only where the row has an error."""

    row: Declared
    unit_id: str
    held: HeldTerminal | None
    conflicts: tuple[Conflict, ...] = ()


def match(row: Declared, finder: Finder, aliases: Mapping[str, str]) -> Matched:
    """The row with what was found against it; never raises."""
    findings: list[Finding] = []
    held: HeldTerminal | None = None
    unit_id = ""
    try:
        held = _known(row, finder)
        unit_id, told = _unit(row, finder, aliases, held)
        findings += told
        findings += told_of_unit(row, unit_id, finder) if unit_id else []
    except Refused as refusal:
        findings += refusal.findings
    conflicts = _conflicts(row, finder, unit_id)
    findings += [error(_FIELDS[item.kind], item.value, _TAKEN, _TAKEN_STEP) for item in conflicts]
    # A unit that cannot be told apart routes nothing: nobody could decide for it.
    return Matched(row.with_finding(*findings), unit_id, held, tuple(item for item in conflicts if item.unit_id))


_FIELDS = {
    ConflictKind.MAC: Field.MACS,
    ConflictKind.SERIAL: Field.SERIAL_NO,
    ConflictKind.NUMBER: Field.REG_NO,
    ConflictKind.ADDRESS: Field.ADDRESSES,
}


def error(name: Field | None, value: str, why: str, step: str = "", suggestion: str | None = None) -> Finding:
    return Finding(Level.ERROR, name, value[:60], phrase(why), phrase(step), suggestion)


def _unit(
    row: Declared, finder: Finder, aliases: Mapping[str, str], held: HeldTerminal | None
) -> tuple[str, list[Finding]]:
    said = row.values.get(Field.UNIT)
    if not isinstance(said, str):
        if held is not None:
            return held.terminal.unit_id, []
        code = row.values.get(Field.USCC)
        if Field.UNIT not in row.said and isinstance(code, str) and (found := finder.code_units.get(code)) is not None:
            why = say("names its unit by the code: {unit}", unit=finder.view.units[found])
            return found, [Finding(Level.NOTE, Field.USCC, code, why)]
        if Field.UNIT in row.values or not any(item.field is Field.UNIT for item in row.findings):
            raise Refused(
                error(Field.UNIT, "", say("no unit is named"), say("add the column 单位名称, or give --unit"))
            )
        return "", []
    names = finder.units
    wanted = folded(said)
    if (found := names.get(wanted)) is not None:
        return found, []
    if (alias := aliases.get(wanted)) is not None and (found := names.get(folded(alias))) is not None:
        return found, []
    if (found := finder.alias_units.get(wanted)) is not None:
        why = say("is another name of {unit}", unit=finder.view.units[found])
        return found, [Finding(Level.NOTE, Field.UNIT, said, why)]
    if (found := finder.former_units.get(wanted)) is not None:
        why = say("is the former name of {unit}", unit=finder.view.units[found])
        return found, [Finding(Level.NOTE, Field.UNIT, said, why)]
    near = difflib.get_close_matches(wanted, list(names), n=1, cutoff=0.5)
    meant = finder.view.units[names[near[0]]] if near else None
    step = say("write its name as the register has it, or give --alias")
    raise Refused(error(Field.UNIT, said, say("there is no such unit"), step, meant))


def _known(row: Declared, finder: Finder) -> HeldTerminal | None:
    values = row.values
    number, serial = values.get(Field.REG_NO), values.get(Field.SERIAL_NO)
    found = finder.by_number.get(number) if isinstance(number, str) else None
    if found is None and isinstance(serial, str):
        found = _only(Field.SERIAL_NO, serial, _alive(finder.by_serial.get(serial.upper(), [])))
    # A shared dock never says which terminal it is.
    for mac in _fixed(row):
        for other in finder.by_mac.get(str(mac), []):
            if found is None:
                found = other
            elif other.id != found.id:
                raise Refused(_belongs(Field.MACS, str(mac), other))
    if found is None:
        return None
    _require_same(found, number, serial, finder)
    return found


def _alive(found: list[HeldTerminal]) -> list[HeldTerminal]:
    return [item for item in found if item.terminal.status not in _OVER]


def _only(name: Field, text: str, found: list[HeldTerminal]) -> HeldTerminal | None:
    if len(found) > 1:
        numbers = "、".join(item.terminal.reg_no for item in found)[:120]
        raise Refused(
            error(name, text, say("several terminals have it: {numbers}", numbers=numbers), say("give 登记编号"))
        )
    return found[0] if found else None


def _require_same(found: HeldTerminal, number: object, serial: object, finder: Finder) -> None:
    terminal = found.terminal
    if isinstance(number, str) and number != terminal.reg_no:
        why = say("serial number or MAC belong to terminal {number}", number=terminal.reg_no)
        raise Refused(error(Field.REG_NO, number, why, say("correct the number, or leave it out")))
    if terminal.status in _OVER:
        why = say("terminal {number} is {status}", number=terminal.reg_no, status=Phrase(terminal.status.value))
        raise Refused(error(Field.REG_NO, terminal.reg_no, why, say("register it anew without its old number and MAC")))
    if isinstance(serial, str):
        for other in _alive(finder.by_serial.get(serial.upper(), [])):
            if other.id != found.id:
                raise Refused(_belongs(Field.SERIAL_NO, serial, other))


def _belongs(name: Field, value: str, other: HeldTerminal) -> Finding:
    why: Phrase = say("belongs to terminal {number}", number=other.terminal.reg_no)
    return error(name, value, why, say("end it there first, or correct the row"))


def _fixed(row: Declared) -> tuple[MacAddress, ...]:
    found = row.values.get(Field.MACS)
    return found if isinstance(found, tuple) else ()


def _conflicts(row: Declared, finder: Finder, unit_id: str) -> list[Conflict]:
    elsewhere, values = finder.view.elsewhere, row.values
    found = [Conflict(ConflictKind.MAC, str(mac), unit_id) for mac in _fixed(row) if str(mac) in elsewhere.macs]
    number, serial = values.get(Field.REG_NO), values.get(Field.SERIAL_NO)
    if isinstance(number, str) and number in elsewhere.numbers:
        found.append(Conflict(ConflictKind.NUMBER, number, unit_id))
    if isinstance(serial, str) and serial.upper() in elsewhere.serials:
        found.append(Conflict(ConflictKind.SERIAL, serial, unit_id))
    addresses = values.get(Field.ADDRESSES)
    for address in addresses if isinstance(addresses, tuple) and unit_id else ():
        text = normal_form(address)
        own: set[str | None] = {item.id for item in finder.segments_of(unit_id, address)}
        # An address on a segment of another unit is another address: RFC 1918 repeats.
        if any((text, key) in elsewhere.addresses for key in own or {None}):
            found.append(Conflict(ConflictKind.ADDRESS, text, unit_id))
    return found
