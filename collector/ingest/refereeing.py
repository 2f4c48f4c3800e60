"""Asks the referee about an agent's machine; what it proposes becomes a case, in the judged transaction."""

import re
from collections.abc import Iterable, Iterator

from collector.ingest.context import Context
from collector.ledger.adapter import AdapterClass
from collector.ledger.machine import Machine
from collector.ledger.referee import Card, CaseKind, Proposal, Question, Remedy, referee
from collector.presence.mac_origin import MacOrigin, mac_origin
from collector.presence.subject import AgentStanding, TerminalView
from collector.rules.facts import AgentFacts
from collector.rules.identity_in_question import CopiedImage, IdentityFacts, IdentityQuestion
from collector.store import Connection, agents, facts, identity_cases, identity_rows, machine_signs, terminals, views
from collector.store.agents import Agent
from collector.store.identity_cases import Case
from collector.store.transaction import Transaction
from protocol.observations import Adapter, AdapterKind, HostIdentity, MachineIdentity, Observation

_DOCK = re.compile(r"\bdock|docking|扩展坞|底座", re.IGNORECASE)
_AT_ENROLMENT = frozenset({CaseKind.NEW, CaseKind.OTHER_TERMINAL})
_LATELY_US = 30 * 86_400_000_000
COLLECTOR = "collector"


def referee_reported(tx: Transaction, context: Context, told: AgentFacts) -> list[Case]:
    """What an active agent's inventory says of the machine under it. Returns the cases that stand."""
    identity = next(iter(told.of(HostIdentity)), None)
    agent = agents.find(tx.connection, told.agent.id)
    if identity is None or agent is None:
        return []
    return _referee(tx, context, agent, Machine.of(identity.machine), told.adapters)


def referee_enrolled(tx: Transaction, context: Context, agent_id: str, said: MachineIdentity) -> list[Case]:
    """What a newcomer says of its machine."""
    agent = agents.find(tx.connection, agent_id)
    return [] if agent is None else _referee(tx, context, agent, Machine.of(said), ())


def referee_fork(tx: Transaction, agent: Agent, observations: Iterable[Observation]) -> Case | None:
    """Two histories under one key; what the contradicting report says of its machine tells a clone from a step back."""
    identity = next((item for item in observations if isinstance(item, HostIdentity)), None)
    asked = _question(tx.connection, agent, Machine() if identity is None else Machine.of(identity.machine), ())
    found = [one for one in referee(asked) if one.kind in (CaseKind.CLONED, CaseKind.DISK_MOVED)]
    said = "two histories under one key: a copied image or key, or a state directory gone back in time"
    one = found[0] if found else Proposal(CaseKind.CLONED, Remedy.SUSPEND, said)
    return _stand(tx, asked, one, one.mark(asked.machine if found else Machine()))


def check(tx: Transaction, context: Context, agent: Agent) -> list[Case]:
    """As when its newest inventory came in: the same code, whoever asks."""
    told = [item for fact in facts.of_agent(tx.connection, agent.id) for item in fact.observations]
    identity = next((item for item in told if isinstance(item, HostIdentity)), None)
    if identity is None:
        return _referee(tx, context, agent, identity_rows.enrolled_machine(tx.connection, agent.id), ())
    adapters = tuple(item for item in told if isinstance(item, Adapter))
    return _referee(tx, context, agent, Machine.of(identity.machine), adapters)


def _referee(
    tx: Transaction, context: Context, agent: Agent, machine: Machine, adapters: tuple[Adapter, ...]
) -> list[Case]:
    if agent.state not in (AgentStanding.ACTIVE, AgentStanding.PENDING):
        return []
    asked = _question(tx.connection, agent, machine, adapters)
    found = referee(asked)
    standing = [case for one in found if (case := _stand(tx, asked, one, one.mark(machine))) is not None]
    _withdraw(tx, agent, {one.kind for one in found}, is_pending=asked.is_pending)
    is_same = not any(one.kind in _ABOUT_ITSELF and one.other_agent_id is None for one in found)
    if is_same and _known(asked.before, machine) != asked.before:
        machine_signs.replace(tx, agent.id, _known(asked.before, machine))
    view = views.agent_view(tx.connection, agent.id)
    terminal = views.terminal_view(tx.connection, asked.terminal_id) if asked.terminal_id else None
    if view is not None:
        questions = tuple(
            IdentityQuestion(case.kind, case.id, case.evidence["why"], tuple(case.evidence["signs"].items()))
            for case in standing
            if not _is_of_image(case)
        )
        images = tuple(_images(tx.connection, agent.id, terminal))
        context.judge.judge(tx, [IdentityFacts(view, terminal, questions, tx.now_us, images)])
    return standing


def _is_of_image(case: Case) -> bool:
    return case.kind is CaseKind.CLONED and case.other_agent_id is not None


def _images(connection: Connection, agent_id: str, terminal: TerminalView | None) -> Iterator[CopiedImage]:
    """Of each image that the agent is or was a copy of: who else of its unit is one."""
    unit_id = terminal.unit_id if terminal else None
    held = [case for case in identity_cases.of_agent(connection, agent_id) if _is_of_image(case)]
    for image in dict.fromkeys(case.other_agent_id for case in held if case.other_agent_id is not None):
        copies = [one for one in identity_cases.copies_of(connection, image) if one[2] == unit_id]
        first = copies[0][0] if copies else None
        yield CopiedImage(
            image,
            unit_id,
            terminal.unit_name if terminal else None,
            tuple(number or case.agent_id for case, number, _ in copies),
            first.id if first else "",
            first.evidence["why"] if first else "",
        )


_ABOUT_ITSELF = frozenset({CaseKind.CLONED, CaseKind.DISK_MOVED, CaseKind.BOARD_SWAPPED})


def _known(before: Machine | None, now: Machine) -> Machine:
    """What is not stated now (the helper is gone, a disk sleeps) stays as it was known."""
    if before is None:
        return now
    return Machine(
        serial=now.serial or before.serial,
        board=now.board or before.board,
        uuid=now.uuid or before.uuid,
        disks=now.disks or before.disks,
        machine_id=now.machine_id or before.machine_id,
        macs=now.macs or before.macs,
    )


def _question(connection: Connection, agent: Agent, machine: Machine, adapters: tuple[Adapter, ...]) -> Question:
    terminal_id = identity_rows.terminal_of(connection, agent.id)
    before = machine_signs.of_agent(connection, agent.id)
    is_pending = agent.state is AgentStanding.PENDING
    # A machine that is as it was known needs no search through the ledger.
    is_new = is_pending or before is None or _known(before, machine) != before
    own = identity_rows.row_of(connection, terminal_id) if terminal_id else None
    return Question(
        agent_id=agent.id,
        enrolled_us=agent.enrolled_us,
        machine=machine,
        terminal_id=terminal_id,
        before=before,
        row=own,
        candidates=identity_rows.candidates(connection, machine) if is_new else (),
        peers=machine_signs.peers(connection, agent.id, machine),
        cards=_cards(connection, agent, terminal_id, adapters),
        is_pending=is_pending,
    )


def _cards(
    connection: Connection, agent: Agent, terminal_id: str | None, adapters: tuple[Adapter, ...]
) -> tuple[Card, ...]:
    """Adapters with a MAC of their own that is not its terminal's by the ledger."""
    own = identity_rows.macs_of(connection, terminal_id) if terminal_id else frozenset()
    found = []
    for item in adapters:
        mac = item.permanent_mac
        if item.kind is not AdapterKind.WIRED or item.bus == "virtual" or mac is None or mac in own:
            continue
        if mac.is_locally_administered or not mac.can_be_a_terminal or mac_origin(item, adapters) is MacOrigin.DOCK:
            continue
        holders = tuple(
            (row.id, held.value.adapter_class is AdapterClass.SHARED)
            for held, row in terminals.holder_of_mac(connection, mac)
        )
        is_usb = item.bus == "usb"
        users: frozenset[str] = frozenset()
        if is_usb and not any(is_shared for _, is_shared in holders):
            users = identity_rows.users_of(connection, mac, agent.id, (agent.last_beat_us or 0) - _LATELY_US)
        found.append(Card(mac, is_usb, is_usb and _DOCK.search(item.product or "") is not None, holders, users))
    return tuple(found)


def _stand(tx: Transaction, asked: Question, one: Proposal, mark: str) -> Case | None:
    """The case that stands for it; None where a person decided this very question."""
    held = [case for case in identity_cases.of_agent(tx.connection, asked.agent_id) if case.kind is one.kind]
    same = next((case for case in held if case.mark == mark and case.decided_by != COLLECTOR), None)
    if same is not None:
        identity_cases.renew(tx, same.id)
        return same if same.decided_us is None else None
    for case in held:
        if case.decided_us is None:
            identity_cases.close(tx, case, "superseded", COLLECTOR, "another machine or part is in question by now")
    unit_id = identity_rows.only_unit_of(
        tx.connection, (asked.terminal_id, one.terminal_id), [one.other_agent_id] if one.other_agent_id else []
    )
    return identity_cases.open_case(tx, asked.agent_id, asked.terminal_id, unit_id, one, mark)


def _withdraw(tx: Transaction, agent: Agent, found: set[CaseKind], *, is_pending: bool) -> None:
    """Questions that are answered by themselves: the stick went back, somebody approved the newcomer."""
    for case in identity_cases.of_agent(tx.connection, agent.id):
        is_of_enrolment = case.kind in _AT_ENROLMENT
        if case.decided_us is not None or case.kind in found or (is_of_enrolment and is_pending):
            continue
        # An enrolment or a fork tells of what no inventory shows.
        if case.kind is CaseKind.CLONED and not case.evidence["signs"]:
            continue
        identity_cases.close(tx, case, "over", COLLECTOR, "it is not so any more")
