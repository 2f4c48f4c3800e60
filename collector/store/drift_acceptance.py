"""A person takes an observed value over into the ledger: a new version, with who said it and why it was taken."""

from collections.abc import Callable
from typing import Any

from collector.errors import InvalidValue
from collector.ledger.adapter import Adapter, RegisteredAddress
from collector.ledger.drift import Agreement, DriftField, FieldDrift, Terms, must_register_anew
from collector.ledger.reconciling import Reconciled, reconcile
from collector.store import adapters, addresses, journal, terminals
from collector.store.drift import Pair, pairs
from collector.store.scope import Scope
from collector.store.transaction import Transaction
from protocol.address import normal_form, parse_address
from protocol.mac import MacAddress
from protocol.phrases import Phrase, say


def accept(
    tx: Transaction, scope: Scope, key: str, field: DriftField, token: str, actor: str, reason: str
) -> FieldDrift:
    """What was taken over. `token` stands for what the person was shown (FieldDrift.token).

    Raises NotFound; InvalidValue where nothing was observed, where it is not what was shown, where the computer is
    another one, and for what is not a field of the row.
    """
    held = terminals.find(tx.connection, scope, key)
    pair = next(pairs(tx.connection, scope, tx.now_us, terminal_id=held.id), None)
    if pair is None:
        raise _refused(held.value.reg_no, "is not on the net by its status", "only rows in use are compared")
    found = reconcile(pair.books, pair.seen, tx.now_us, Terms())
    drift = _acceptable(found, held.value.reg_no, field, token)
    _WRITERS[field](tx, pair, drift, actor, reason)
    content: dict[str, Any] = {
        "field": field.value,
        "old": list(drift.declared),
        "new": list(drift.observed.values),
        "seen_us": drift.observed.seen_us,
        "agent": pair.agent_id,
        "report": drift.observed.digest,
    }
    journal.append(
        tx,
        actor=actor,
        action="drift-accepted",
        subject_kind="terminal",
        subject_id=held.id,
        content={name: value for name, value in content.items() if value is not None},
        reason=reason,
    )
    return drift


def _acceptable(found: Reconciled, reg_no: str, field: DriftField, token: str) -> FieldDrift:
    if field not in _WRITERS:
        raise _refused(field.value, "is no field of the terminal's row", "change the segment, or move the terminal")
    drift = next((one for one in found.drifts if one.field is field), None)
    if drift is None or drift.agreement is Agreement.UNSEEN or not drift.observed.values:
        raise _refused(field.value, "nobody observed it", "change the row by hand if you know better")
    if drift.agreement is Agreement.AGREES:
        raise _refused(field.value, "the ledger says what was observed", "nothing is to be done")
    if drift.token != token:
        raise _refused(field.value, "is not what you were shown any more", "look at it again, then decide")
    if must_register_anew(found.drifts):
        raise _refused(
            reg_no, "serial number and disk are both another's: that is another computer", "register it anew"
        )
    return drift


def _refused(what: str, why: str, next_step: str) -> InvalidValue:
    return InvalidValue(say("{what}", what=Phrase(what)), why, next_step)


def _column(*names: str) -> Callable[[Transaction, Pair, FieldDrift, str, str], None]:
    def write(tx: Transaction, pair: Pair, drift: FieldDrift, actor: str, reason: str) -> None:
        # Several disks: the first is the one that the row names from now on.
        changes = dict.fromkeys(names, None) | {names[0]: drift.observed.values[0]}
        terminals.change(tx, pair.terminal.id, changes, actor, reason)

    return write


def _macs(tx: Transaction, pair: Pair, drift: FieldDrift, actor: str, reason: str) -> None:
    """What is not on the machine any more ends; what is new on it begins."""
    observed = set(drift.observed.values)
    for item in adapters.of_terminal(tx.connection, pair.terminal.id):
        if str(item.value.mac) in set(drift.declared) - observed:
            adapters.end(tx, item.id, actor, reason)
    for mac in sorted(observed - set(drift.declared)):
        adapters.add(tx, pair.terminal.id, Adapter(mac=MacAddress.from_normal_form(mac)), actor, reason)


def _addresses(tx: Transaction, pair: Pair, drift: FieldDrift, actor: str, reason: str) -> None:
    observed = set(drift.observed.values)
    segments = set()
    for item in addresses.of_terminal(tx.connection, pair.terminal.id):
        segments.add(item.value.segment_id)
        if normal_form(item.value.address) not in observed:
            addresses.end(tx, item.id, actor, reason)
    # An address is declared for the segment that the others are declared for, where that is one.
    segment_id = segments.pop() if len(segments) == 1 else None
    for text in sorted(observed - set(drift.declared)):
        new = RegisteredAddress(address=parse_address(text), segment_id=segment_id)
        addresses.add(tx, pair.terminal.id, new, actor, reason)


def _switch_port(tx: Transaction, pair: Pair, drift: FieldDrift, actor: str, reason: str) -> None:
    switch, _, port = drift.observed.values[0].rpartition(" ")
    changes = {"switch_port": port} | ({"switch_name": switch} if switch else {})
    terminals.change(tx, pair.terminal.id, changes, actor, reason)


def _vlan(tx: Transaction, pair: Pair, drift: FieldDrift, actor: str, reason: str) -> None:
    terminals.change(tx, pair.terminal.id, {"vlan": int(drift.observed.values[0])}, actor, reason)


def _antivirus(tx: Transaction, pair: Pair, drift: FieldDrift, actor: str, reason: str) -> None:
    is_installed = drift.observed.values != ("none",)
    changes = {
        "antivirus_installed": is_installed,
        "antivirus": drift.observed.values[0] if is_installed else None,
    }
    terminals.change(tx, pair.terminal.id, changes, actor, reason)


_WRITERS = {
    DriftField.SERIAL_NO: _column("serial_no"),
    DriftField.DISK_SERIAL: _column("disk_serial"),
    DriftField.HOSTNAME: _column("hostname"),
    DriftField.OS_NAME: _column("os_name", "os_version"),
    DriftField.MACS: _macs,
    DriftField.ADDRESSES: _addresses,
    DriftField.SWITCH_PORT: _switch_port,
    DriftField.VLAN: _vlan,
    DriftField.ANTIVIRUS: _antivirus,
}
