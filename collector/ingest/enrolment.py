"""Enrolment: a one-time code, proof of possession of a key, and a comparison with the ledger row."""

import hmac
from dataclasses import asdict
from typing import Any

from collector.errors import AgentsDoorRefusal
from collector.ingest import refereeing
from collector.ingest.context import Context
from collector.ledger import first_report
from collector.ledger.life_cycle import Status
from collector.presence.subject import AgentStanding
from collector.rules.facts import CodeReusedFacts
from collector.store import Connection, adapters, agents, enrolment_codes, journal, terminals, views
from collector.store.agents import Agent
from collector.store.enrolment_codes import EnrolmentCode
from collector.store.transaction import Transaction
from protocol.chain import ChainHead
from protocol.codec import encode
from protocol.enrolment import EnrolmentAnswer, EnrolmentRequest, EnrolmentState
from protocol.identity import Digest, key_id
from protocol.report import PROTOCOL_VERSION
from protocol.signing import Domain, seal


def take_enrolment(
    tx: Transaction, context: Context, request: EnrolmentRequest, body_digest: Digest, source: str
) -> bytes | AgentsDoorRefusal:
    """The signed answer. A refusal is returned, not raised, where the alert it raised must be committed."""
    public_key = bytes.fromhex(request.public_key)
    code = enrolment_codes.find(tx.connection, request.code)
    if code is None:
        raise AgentsDoorRefusal("unknown-code", "enrolment code", "is not one of ours", "ask for a new code")
    if code.uses_left < 1:
        return _used_code(tx, context, request, code, public_key, body_digest, source)
    if code.expires_us <= tx.now_us:
        raise AgentsDoorRefusal("expired-code", "enrolment code", "has expired", "ask for a new code")
    if agents.find(tx.connection, request.agent) is not None or agents.by_public_key(tx.connection, public_key):
        raise AgentsDoorRefusal(
            "already-enrolled", f"agent {request.agent}", "is enrolled already", "remove its state and enrol afresh"
        )
    differences = compare(tx, code.terminal_id, request)
    state = AgentStanding.PENDING if differences else AgentStanding.ACTIVE
    agents.add(tx, _new_agent(tx, request, public_key, state), _machine(request))
    enrolment_codes.use(tx, code.id, request.agent, key_id(public_key))
    actor = f"agent:{request.agent}"
    replaced = None
    if state is AgentStanding.ACTIVE:
        replaced = agents.bind(tx, request.agent, code.terminal_id)
    content: dict[str, Any] = {"terminal": code.terminal_id, "key": key_id(public_key), "state": state.value}
    content |= {"differences": list(differences), "replaces": replaced}
    journal.append(
        tx,
        actor=actor,
        action="agent-enrolled",
        subject_kind="agent",
        subject_id=request.agent,
        content=content,
    )
    refereeing.referee_enrolled(tx, context, request.agent, request.machine)
    return _answer(tx, context, request, public_key, code, state, differences, body_digest)


def approve(tx: Transaction, agent_id: str, actor: str, reason: str) -> None:
    """A person lets an agent vouch for the terminal it enrolled for; raises NotFound, InvalidValue."""
    agents.set_state(tx, agent_id, AgentStanding.ACTIVE, actor, reason)
    terminal_id = terminal_of(tx.connection, agent_id)
    replaced = agents.bind(tx, agent_id, terminal_id)
    row = terminals.by_id(tx.connection, terminal_id)
    if row is not None and row.value.status is Status.APPROVED:
        # Who looked at the differences and let the agent vouch has compared the machine.
        terminals.change(tx, terminal_id, {"status": Status.ADMITTED}, actor, reason)
    content: dict[str, Any] = {"terminal": terminal_id, "replaces": replaced}
    journal.append(
        tx,
        actor=actor,
        action="agent-admitted",
        subject_kind="agent",
        subject_id=agent_id,
        content=content,
        reason=reason,
    )


def terminal_of(connection: Connection, agent_id: str) -> str:
    """The terminal an agent belongs to, or asks to be; raises InvalidValue for an agent that enrolled for none."""
    return agents.terminal_of(connection, agent_id) or enrolment_codes.terminal_asked_for(connection, agent_id)


def compare(tx: Transaction, terminal_id: str, request: EnrolmentRequest) -> tuple[str, ...]:
    """What speaks against this machine being that ledger row: empty when its serial or one of its MACs is there."""
    row = terminals.by_id(tx.connection, terminal_id)
    if row is None:
        raise AgentsDoorRefusal("unknown-terminal", "ledger row", "is no longer in force", "ask for a new code")
    machine = request.machine
    registered = frozenset(item.value.mac for item in adapters.of_terminal(tx.connection, terminal_id))
    serials = [text for text in (machine.product_serial, machine.board_serial) if text]
    told = first_report.Told(serials, {*request.macs, *machine.permanent_macs})
    return tuple(text[:250] for text in first_report.differences(row.value.serial_no, registered, told))


def _used_code(
    tx: Transaction,
    context: Context,
    request: EnrolmentRequest,
    code: EnrolmentCode,
    public_key: bytes,
    body_digest: Digest,
    source: str,
) -> bytes | AgentsDoorRefusal:
    """The same key again is a lost answer, and gets it again; another key is somebody else."""
    held = agents.find(tx.connection, code.used_by_agent or "")
    if held is not None and held.id == request.agent and hmac.compare_digest(held.public_key, public_key):
        state = held.state
        differences = () if state is AgentStanding.ACTIVE else compare(tx, code.terminal_id, request)
        return _answer(tx, context, request, public_key, code, state, differences, body_digest)
    terminal = views.terminal_view(tx.connection, code.terminal_id)
    fact = CodeReusedFacts(
        code_id=code.id,
        terminal=terminal,
        used_by_agent=code.used_by_agent or "",
        tried_by_key=key_id(public_key),
        hostname=request.hostname,
        macs=request.macs[:8],
        source=source,
        at_us=tx.now_us,
    )
    context.judge.judge(tx, [fact])
    return AgentsDoorRefusal(
        "enrolment-code-reused", "enrolment code", "was used by another PC", "ask for a new code; this is looked into"
    )


def _new_agent(tx: Transaction, request: EnrolmentRequest, public_key: bytes, state: AgentStanding) -> Agent:
    genesis = ChainHead.genesis(request.agent)
    return Agent(
        id=request.agent,
        key_id=key_id(public_key),
        public_key=public_key,
        state=state,
        hostname=request.hostname,
        enrolled_us=tx.now_us,
        last_sequence=genesis.sequence,
        last_digest=genesis.digest,
        last_report_us=None,
        last_beat_us=None,
        boot_id=None,
        beat_counter=0,
        policy_version=0,
        spooled=0,
        clock_offset_us=request.at_us - tx.now_us,
    )


def _machine(request: EnrolmentRequest) -> dict[str, Any]:
    machine = asdict(request.machine) | {"macs": [str(mac) for mac in request.macs]}
    return machine | {"permanent_macs": [str(mac) for mac in request.machine.permanent_macs]}


def _answer(
    tx: Transaction,
    context: Context,
    request: EnrolmentRequest,
    public_key: bytes,
    code: EnrolmentCode,
    state: AgentStanding,
    differences: tuple[str, ...],
    body_digest: Digest,
) -> bytes:
    terminal = views.terminal_view(tx.connection, code.terminal_id)
    content = EnrolmentAnswer(
        protocol=PROTOCOL_VERSION,
        collector=context.collector_id,
        agent=request.agent,
        key=key_id(public_key),
        answers=body_digest,
        state=EnrolmentState.ACTIVE if state is AgentStanding.ACTIVE else EnrolmentState.PENDING,
        terminal=terminal.reg_no if terminal else "",
        unit=terminal.unit_name if terminal else "",
        differences=differences,
        policy=context.policy.newer_than(tx, 0),
    )
    return seal(Domain.ENROLMENT_ANSWER, encode(content), context.keys.receipt)
