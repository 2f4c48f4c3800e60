"""A person decides an identity case: what is bound to what from now on, on record; undone by deciding anew."""

from enum import StrEnum
from typing import Any

from collector.errors import InvalidValue
from collector.ingest import refereeing
from collector.ingest.context import Context
from collector.ledger.adapter import Adapter, AdapterClass
from collector.ledger.machine import Machine, Sign
from collector.ledger.referee import Remedy
from collector.presence.subject import AgentStanding
from collector.store import adapters, agents, facts, identity_cases, journal, machine_signs, terminals
from collector.store.identity_cases import Case
from collector.store.transaction import Transaction
from protocol.mac import MacAddress
from protocol.observations import HostIdentity
from protocol.phrases import say


class CaseDecision(StrEnum):
    """What a person may decide."""

    ACCEPT = "accept"
    """As proposed."""
    KEEP = "keep"
    """As it was; where it was accepted before, that is taken back."""


def decide(tx: Transaction, context: Context, case: Case, decision: CaseDecision, actor: str, reason: str) -> Case:
    """The case as it stands then. Raises InvalidValue for a decision taken already, or one that cannot be done."""
    if case.decision == decision.value:
        raise InvalidValue(say("identity case {case}", case=case.id[:8]), "is decided so", "nothing is to be done")
    evidence = dict(case.evidence)
    if decision is CaseDecision.ACCEPT:
        evidence["before"] = _apply(tx, case, actor, reason)
    elif (before := evidence.pop("before", None)) is not None:
        _undo(tx, case, before, actor, reason)
    identity_cases.close(tx, case, decision.value, actor, reason, evidence)
    content: dict[str, Any] = {
        "kind": case.kind.value,
        "decision": decision.value,
        "remedy": case.remedy.value,
        "agent": case.agent_id,
        "terminal": case.terminal_id or "",
        "proposed": case.proposed_terminal_id or "",
        "other_agent": case.other_agent_id or "",
        "mac": case.evidence["mac"] or "",
    }
    journal.append(
        tx,
        actor=actor,
        action="identity-decided",
        subject_kind="identity-case",
        subject_id=case.id,
        content=content,
        reason=reason,
    )
    held = agents.find(tx.connection, case.agent_id)
    if held is not None:
        refereeing.check(tx, context, held)
    return identity_cases.get(tx.connection, case.id)


def _apply(tx: Transaction, case: Case, actor: str, reason: str) -> dict[str, Any]:
    """What was before, so that it can be taken back."""
    held = agents.find(tx.connection, case.agent_id)
    before: dict[str, Any] = {
        "terminal": agents.terminal_of(tx.connection, case.agent_id),
        "state": held.state.value if held else None,
    }
    known = machine_signs.of_agent(tx.connection, case.agent_id)
    before["signs"] = [] if known is None else [[sign.value, text] for sign, text in sorted(known.signs())]
    if case.remedy is Remedy.BIND and case.proposed_terminal_id is not None:
        if held is not None and held.state is not AgentStanding.ACTIVE:
            agents.set_state(tx, case.agent_id, AgentStanding.ACTIVE, actor, reason)
        before["retired"] = agents.bind(tx, case.agent_id, case.proposed_terminal_id)
        _accept_machine(tx, case.agent_id)
    elif case.remedy is Remedy.RENEW:
        _accept_machine(tx, case.agent_id)
    elif case.remedy is Remedy.SUSPEND:
        agents.set_state(tx, case.agent_id, AgentStanding.SUSPENDED, actor, reason)
    elif case.remedy is Remedy.RETIRE_OTHER and case.other_agent_id is not None:
        other = agents.find(tx.connection, case.other_agent_id)
        before["other_state"] = other.state.value if other else None
        if other is not None and other.state is not AgentStanding.RETIRED:
            agents.set_state(tx, other.id, AgentStanding.RETIRED, actor, reason)
    elif case.remedy in (Remedy.MOVE_ADAPTER, Remedy.SHARE_ADAPTER):
        before["holders"] = _move_adapter(tx, case, actor, reason)
    return before


def _accept_machine(tx: Transaction, agent_id: str) -> None:
    """From now on the machine is the one that its newest inventory states."""
    told = (item for fact in facts.of_agent(tx.connection, agent_id) for item in fact.observations)
    identity = next((item for item in told if isinstance(item, HostIdentity)), None)
    if identity is not None:
        machine_signs.replace(tx, agent_id, Machine.of(identity.machine))


def _move_adapter(tx: Transaction, case: Case, actor: str, reason: str) -> list[list[str]]:
    """To the terminal that has it now; one that several use is of each of them, as shared."""
    mac = MacAddress.from_normal_form(case.evidence["mac"])
    is_shared = case.remedy is Remedy.SHARE_ADAPTER
    held = terminals.holder_of_mac(tx.connection, mac)
    for row, _ in held:
        adapters.end(tx, row.id, actor, reason)
    own = case.terminal_id or agents.terminal_of(tx.connection, case.agent_id)
    keep = [owner.id for _, owner in held] if is_shared else []
    kind = AdapterClass.SHARED if is_shared else AdapterClass.FIXED
    for terminal_id in dict.fromkeys([*keep, *([own] if own else [])]):
        adapters.add(tx, terminal_id, Adapter(mac=mac, adapter_class=kind), actor, reason)
    return [[owner.id, row.value.adapter_class.value] for row, owner in held]


def _undo(tx: Transaction, case: Case, before: dict[str, Any], actor: str, reason: str) -> None:
    if case.remedy in (Remedy.BIND, Remedy.RENEW):
        known = Machine.from_signs((Sign(sign), text) for sign, text in before["signs"])
        machine_signs.replace(tx, case.agent_id, known)
    if case.remedy is Remedy.BIND:
        _bind_back(tx, case, before)
    elif case.remedy is Remedy.SUSPEND and before["state"] is not None:
        agents.set_state(tx, case.agent_id, AgentStanding(before["state"]), actor, reason)
    elif case.remedy is Remedy.RETIRE_OTHER and case.other_agent_id is not None and before.get("other_state"):
        # Retired is for good by any other way; here the retiring itself is taken back, and the journal has both.
        agents.change(tx, case.other_agent_id, state=before["other_state"])
    elif "holders" in before:
        mac = MacAddress.from_normal_form(case.evidence["mac"])
        for row, _ in terminals.holder_of_mac(tx.connection, mac):
            adapters.end(tx, row.id, actor, reason)
        for terminal_id, kind in before["holders"]:
            adapters.add(tx, terminal_id, Adapter(mac=mac, adapter_class=AdapterClass(kind)), actor, reason)


def _bind_back(tx: Transaction, case: Case, before: dict[str, Any]) -> None:
    retired, own = before.get("retired"), before["terminal"]
    if retired is not None and case.proposed_terminal_id is not None:
        agents.bind(tx, retired, case.proposed_terminal_id)
        agents.change(tx, retired, state=AgentStanding.ACTIVE.value)
    else:
        identity_cases.unbind(tx, case.agent_id)
    if own is not None and own != case.proposed_terminal_id:
        agents.bind(tx, case.agent_id, own)
    agents.change(tx, case.agent_id, state=before["state"])
