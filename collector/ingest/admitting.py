"""入网核验: an approved PC is admitted by the first report of its agent that fits its ledger row."""

from dataclasses import dataclass

from collector.errors import InvalidValue
from collector.ledger import first_report
from collector.ledger.life_cycle import Status
from collector.ledger.terminal import Terminal
from collector.presence.subject import AgentStanding
from collector.store import Connection, adapters, agents, facts, journal, terminal_life, terminals
from collector.store.terminal_life import By
from collector.store.transaction import Transaction
from protocol.observations import Adapter, HostIdentity
from protocol.phrases import Phrase, say

ACTOR = "collector"
_PROBES = ("host-identity", "adapters")
_ROAD = (Status.SUBMITTED, Status.REVIEWED, Status.APPROVED, Status.ADMITTED)
NO_AGENT = ("no agent has enrolled for it yet",)
NO_REPORT = ("its agent has not reported its adapters yet",)


def waits_for(connection: Connection, terminal_id: str) -> tuple[str, ...]:
    """Why an approved terminal is not on the net yet, in English; empty where nothing speaks against it."""
    held = terminals.by_id(connection, terminal_id)
    if held is None or held.value.status is not Status.APPROVED or not held.value.agent_expected:
        return ()
    agent = agents.bound_to(connection, terminal_id)
    if agent is None or agent.state is not AgentStanding.ACTIVE:
        return NO_AGENT
    told = _told(connection, agent.id)
    if told is None:
        return NO_REPORT
    macs = [item.value.mac for item in adapters.of_terminal(connection, terminal_id)]
    return first_report.differences(held.value.serial_no, macs, told)


def admit_reported(tx: Transaction, agent_id: str) -> None:
    """Admits the agent's terminal where it is approved and what the agent said by now fits it."""
    terminal_id = agents.terminal_of(tx.connection, agent_id)
    held = terminals.by_id(tx.connection, terminal_id) if terminal_id is not None else None
    if held is None or held.value.status is not Status.APPROVED or not held.value.agent_expected:
        return
    if not waits_for(tx.connection, held.id):
        why = "the first report of its agent fits the ledger row"
        terminals.change(tx, held.id, {"status": Status.ADMITTED}, ACTOR, why)


def _told(connection: Connection, agent_id: str) -> first_report.Told | None:
    """None until the probe of adapters has answered."""
    held = {fact.probe: fact for fact in facts.of_agents(connection, [agent_id], _PROBES).get(agent_id, [])}
    if "adapters" not in held:
        return None
    said = [item for fact in held.values() for item in fact.observations]
    macs = {mac for item in said if isinstance(item, Adapter) for mac in (item.mac, item.permanent_mac) if mac}
    machines = [item.machine for item in said if isinstance(item, HostIdentity)]
    serials = [text for one in machines for text in (one.product_serial, one.board_serial) if text]
    return first_report.Told(serials, macs)


@dataclass(frozen=True, slots=True)
class Wish:
    """What an approver asks for: `admit` to the net, too; `waive` the comparison with the machine, for the reason."""

    admit: bool
    waive: bool
    reason: str | None


def approve(tx: Transaction, terminal_id: str, by: By, wish: Wish) -> tuple[str, ...]:
    """Takes a terminal through what lies between it and its approval; returns what it still waits for.

    Each step is a version and a journal entry of its own. Raises InvalidValue where nothing awaits an approval,
    NotAllowed for who applied.
    """
    if wish.waive and not (wish.reason or "").strip():
        raise InvalidValue("reason", "is missing", "say why it is admitted without a report")
    held = terminals.REGISTER.decode(terminals.REGISTER.open_row(tx.connection, terminal_id))
    goal = Status.ADMITTED if wish.admit else Status.APPROVED
    waits: tuple[str, ...] = ()
    for new in steps(held, goal):
        if (terminal_life.status_of(tx.connection, terminal_id), new) == (Status.APPROVED, Status.ADMITTED):
            waits = waits_for(tx.connection, terminal_id)
            if waits and not wish.waive:
                return waits
            if waits:
                _note_waiver(tx, terminal_id, waits, by, wish.reason)
        terminal_life.step(tx, terminal_id, new, by, wish.reason)
    return ()


def steps(terminal: Terminal, goal: Status) -> tuple[Status, ...]:
    """What lies between a terminal and its approval; raises InvalidValue where nothing awaits one."""
    if goal is Status.ADMITTED and terminal.status in (Status.SUSPENDED, Status.CHANGING):
        return (goal,)
    if terminal.status not in _ROAD or _ROAD.index(terminal.status) >= _ROAD.index(goal):
        raise InvalidValue(
            say("terminal {reg_no}", reg_no=terminal.reg_no),
            say("is {status}, awaits no approval", status=Phrase(terminal.status.value)),
            "nothing to do",
        )
    return _ROAD[_ROAD.index(terminal.status) + 1 : _ROAD.index(goal) + 1]


def _note_waiver(tx: Transaction, terminal_id: str, waits: tuple[str, ...], by: By, reason: str | None) -> None:
    journal.append(
        tx,
        actor=by.actor,
        action="terminal-report-waived",
        subject_kind="terminal",
        subject_id=terminal_id,
        content={"waited_for": list(waits)},
        reason=reason,
    )
