"""A matched row beside what the register holds: a new terminal, or what it changes of a known one.

A blank cell says nothing and changes nothing; — takes a value away.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from collector.imports.sheets import written
from collector.imports.sheets.headings import Field
from collector.imports.sheets.holding import custody_differences, holder, people
from collector.imports.sheets.matching import Matched, error
from collector.imports.sheets.papers import papers, papers_differences
from collector.imports.sheets.persons import Persons, PersonSaid
from collector.imports.sheets.plan import Addition, Change, Difference, Policy, Refused
from collector.imports.sheets.register_view import Finder, HeldTerminal
from collector.imports.sheets.row import Declared
from collector.imports.sheets.said import Finding, Level, phrase
from collector.imports.sheets.wire import wire
from collector.ledger.life_cycle import Status
from collector.ledger.terminal import AGENTLESS_TYPES, Terminal
from protocol.failure import Failure
from protocol.phrases import Phrase, say

COLUMNS: dict[Field, str] = {
    Field.DEPARTMENT: "department",
    Field.TERMINAL_TYPE: "terminal_type",
    Field.BRAND: "brand",
    Field.MODEL: "model",
    Field.SERIAL_NO: "serial_no",
    Field.DISK_SERIAL: "disk_serial",
    Field.ASSET_NO: "asset_no",
    Field.OS_NAME: "os_name",
    Field.OS_VERSION: "os_version",
    Field.CPU_ARCH: "cpu_arch",
    Field.IS_XINCHUANG: "is_xinchuang",
    Field.HOSTNAME: "hostname",
    Field.NETMASK: "netmask",
    Field.GATEWAY: "gateway",
    Field.RESOLVERS: "resolvers",
    Field.IP_MODE: "ip_mode",
    Field.OUTLET_NO: "outlet_no",
    Field.SWITCH_NAME: "switch_name",
    Field.SWITCH_PORT: "switch_port",
    Field.VLAN: "vlan",
    Field.ACCESS_DOMAIN: "access_domain",
    Field.ACCESS_METHOD: "access_method",
    Field.ACCESS_MODE: "access_mode",
    Field.ACCESS_WINDOW: "access_window",
    Field.PURPOSE: "purpose",
    Field.IMPORTANCE: "importance",
    Field.AV_INSTALLED: "antivirus_installed",
    Field.ANTIVIRUS: "antivirus",
    Field.AGENT_EXPECTED: "agent_expected",
    Field.IS_SHARED: "is_shared",
    Field.IS_TEMPORARY: "is_temporary",
    Field.EXPIRES: "expires_us",
    Field.REMARK: "remark",
}
_NEVER_NONE = frozenset({Field.TERMINAL_TYPE, Field.ACCESS_DOMAIN, Field.ACCESS_MODE, Field.AGENT_EXPECTED})
_MATERIAL = frozenset(
    {Field.UNIT, Field.TERMINAL_TYPE, Field.SERIAL_NO, Field.DISK_SERIAL, Field.ACCESS_DOMAIN, Field.ACCESS_MODE}
    | {
        Field.AGENT_EXPECTED,
        Field.IS_TEMPORARY,
        Field.EXPIRES,
        Field.ACCESS_METHOD,
        Field.MACS,
        Field.SHARED_MACS,
        Field.ADDRESSES,
        Field.SEGMENT,
    }
)
"""What an approval was given for: a change of it needs another."""


def announced(found: Matched) -> Iterator[PersonSaid]:
    """The people a row names, as far as it says who they are."""
    yield from (said for said in people(found, None) if said is not None)


def addition(found: Matched, finder: Finder, persons: Persons, policy: Policy) -> Addition:
    """Raises Refused."""
    row, values = found.row, found.row.values
    kind = values.get(Field.TERMINAL_TYPE)
    if kind is None:
        raise Refused(error(Field.TERMINAL_TYPE, "", say("is missing"), say("a new terminal has a type")))
    said: dict[str, Any] = {column: values[name] for name, column in COLUMNS.items() if values.get(name) is not None}
    said.setdefault("agent_expected", kind not in AGENTLESS_TYPES)
    number = values.get(Field.REG_NO) or ""
    wires = wire(found, finder, remove_missing=False)
    try:
        terminal = Terminal(unit_id=found.unit_id, status=Status.SUBMITTED, reg_no=str(number), **said).checked()
    except Failure as failure:
        raise Refused(error(None, failure.what, failure.why, failure.next_step)) from None
    having = holder(found, persons, policy)
    return Addition(
        row.with_finding(*wires.findings, *_status_told(row, None)),
        terminal,
        having,
        wires.adapters,
        wires.addresses,
        papers(found),
    )


def change(found: Matched, finder: Finder, persons: Persons, policy: Policy) -> Change:
    """Raises Refused. Without differences where the row says what is held."""
    held = found.held
    assert held is not None, "matched"  # noqa: S101
    wires = wire(found, finder, remove_missing=policy.remove_missing)
    terminal, differences = _terminal(found, held, finder)
    differences += wires.differences
    having = holder(found, persons, policy)
    differences += custody_differences(held, having, persons, finder)
    application = papers(found)
    differences += papers_differences(held.application, application)
    findings = [*wires.findings, *_status_told(found.row, held)]
    if any(item.field in _MATERIAL for item in differences):
        terminal, told = _reopened(held, terminal)
        findings += told
    return Change(
        found.row.with_finding(*findings),
        held,
        terminal,
        having,
        wires.adapters,
        wires.addresses,
        wires.ended_adapters,
        wires.ended_addresses,
        tuple(differences),
        application,
    )


def _terminal(found: Matched, held: HeldTerminal, finder: Finder) -> tuple[dict[str, Any], list[Difference]]:
    new: dict[str, Any] = {}
    differences: list[Difference] = []
    if found.unit_id != held.terminal.unit_id:
        new["unit_id"] = found.unit_id
        units = finder.view.units
        differences.append(Difference(Field.UNIT, units.get(held.terminal.unit_id, ""), units[found.unit_id]))
    for name, column in COLUMNS.items():
        if name not in found.row.values:
            continue
        before, after = getattr(held.terminal, column), found.row.values[name]
        if after is None and (name in _NEVER_NONE or before is None):
            continue
        if not written.means(name, before, after):
            new[column] = after
            differences.append(Difference(name, written.plain(name, before), written.plain(name, after)))
    try:
        replace(held.terminal, **new).checked()
    except Failure as failure:
        raise Refused(error(None, failure.what, failure.why, failure.next_step)) from None
    return new, differences


def _reopened(held: HeldTerminal, terminal: dict[str, Any]) -> tuple[dict[str, Any], list[Finding]]:
    """An admitted terminal whose approved particulars change awaits an approval again."""
    status = held.terminal.status
    if status is Status.ADMITTED:
        why = say("what was approved changes: it awaits an approver again")
        return terminal | {"status": Status.CHANGING}, [Finding(Level.WARNING, Field.STATUS, "", why)]
    if status in (Status.REVIEWED, Status.APPROVED):
        raise Refused(
            error(
                Field.STATUS,
                held.terminal.reg_no,
                say("is {status} as it stands", status=Phrase(status.value)),
                say("let it be admitted first, or withdraw it"),
            )
        )
    return terminal, []


def _status_told(row: Declared, held: HeldTerminal | None) -> list[Finding]:
    """A sheet's status is an approver's act: told where it differs, never taken."""
    said = row.values.get(Field.STATUS)
    now = held.terminal.status if held is not None else Status.SUBMITTED
    if not isinstance(said, Status) or said is now:
        return []
    why = say("is {now} in the register; no sheet changes a status", now=Phrase(now.value))
    step = say("an approver admits: `mingce terminal approve`") if held is None else say("use `mingce terminal status`")
    return [Finding(Level.WARNING, Field.STATUS, said.value, why, phrase(step))]
