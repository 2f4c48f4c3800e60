"""What the referee proposed, and what people decided: one open case at most of a kind about an agent."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, and_, insert, select, update

from collector.errors import NotFound
from collector.ledger.referee import CaseKind, Proposal, Remedy
from collector.store.scope import Scope, within
from collector.store.tables import agent_binding, identity_case, terminal
from collector.store.transaction import Transaction
from protocol.phrases import say

MOST = 2000


@dataclass(frozen=True, slots=True)
class Case:
    """A row. `evidence`: why, signs, remedy, mark, mac, and after a decision what was `before` it.

    `unit_id` None: more than one unit is concerned, which only the whole city's may see.
    """

    id: str
    kind: CaseKind
    agent_id: str
    terminal_id: str | None
    proposed_terminal_id: str | None
    other_agent_id: str | None
    unit_id: str | None
    evidence: dict[str, Any]
    opened_us: int
    seen_us: int
    decided_us: int | None
    decision: str | None
    decided_by: str | None
    reason: str | None

    @property
    def remedy(self) -> Remedy:
        return Remedy(self.evidence["remedy"])

    @property
    def mark(self) -> str:
        return str(self.evidence["mark"])


def of_agent(connection: Connection, agent_id: str) -> list[Case]:
    """The newest first."""
    query = select(identity_case).where(identity_case.c.agent_id == agent_id)
    return [_case(row) for row in connection.execute(query.order_by(identity_case.c.opened_us.desc())).mappings()]


def copies_of(connection: Connection, image: str) -> list[tuple[Case, str | None, str | None]]:
    """Undecided cases of machines that run a copy of that agent's image, each with its terminal's number and unit."""
    query = (
        select(identity_case, terminal.c.reg_no, terminal.c.unit_id.label("whose"))
        .outerjoin(terminal, and_(terminal.c.id == identity_case.c.terminal_id, terminal.c.to_us.is_(None)))
        .where(identity_case.c.other_agent_id == image, identity_case.c.kind == CaseKind.CLONED.value)
        .where(identity_case.c.decided_us.is_(None))
        .order_by(terminal.c.reg_no, identity_case.c.id)
    )
    return [(_case(row), row["reg_no"], row["whose"]) for row in connection.execute(query).mappings()]


def open_case(
    tx: Transaction, agent_id: str, terminal_id: str | None, unit_id: str | None, one: Proposal, mark: str
) -> Case:
    """A new one, now."""
    evidence = {
        "why": one.why,
        "remedy": one.remedy.value,
        "mark": mark,
        "mac": one.mac,
        "signs": {sign.value: match.value for sign, match in sorted(one.signs.items())},
    }
    values = {
        "id": uuid4().hex,
        "kind": one.kind.value,
        "agent_id": agent_id,
        "terminal_id": terminal_id,
        "proposed_terminal_id": one.terminal_id,
        "other_agent_id": one.other_agent_id,
        "unit_id": unit_id,
        "evidence": _text(evidence),
        "opened_us": tx.now_us,
        "seen_us": tx.now_us,
    }
    tx.connection.execute(insert(identity_case).values(values))
    return get(tx.connection, values["id"])  # type: ignore[arg-type]


def renew(tx: Transaction, case_id: str) -> None:
    """It is still so."""
    tx.connection.execute(update(identity_case).where(identity_case.c.id == case_id).values(seen_us=tx.now_us))


def close(
    tx: Transaction, case: Case, decision: str, actor: str, reason: str, evidence: dict[str, Any] | None = None
) -> None:
    """Decided, or over; decided anew where it was decided before."""
    values: dict[str, Any] = {"decided_us": tx.now_us, "decision": decision, "decided_by": actor}
    values |= {"reason": reason[:256], "evidence": _text(case.evidence if evidence is None else evidence)}
    tx.connection.execute(update(identity_case).where(identity_case.c.id == case.id).values(values))


def list_all(connection: Connection, scope: Scope, *, decided: bool = False) -> list[Case]:
    """Those that wait for a person, within the scope; with `decided` the others, too. The newest first."""
    query = select(identity_case).where(within(scope, identity_case.c.unit_id))
    if not decided:
        query = query.where(identity_case.c.decided_us.is_(None))
    rows = connection.execute(query.order_by(identity_case.c.opened_us.desc(), identity_case.c.id).limit(MOST))
    return [_case(row) for row in rows.mappings()]


def find(connection: Connection, scope: Scope, case_id: str) -> Case:
    """By its id, or the beginning of it; raises NotFound, also for one outside the scope."""
    wanted = and_(within(scope, identity_case.c.unit_id), identity_case.c.id.startswith(case_id, autoescape=True))
    rows = connection.execute(select(identity_case).where(wanted).limit(2)).mappings().all()
    if len(case_id) < 4 or len(rows) != 1:
        raise NotFound(
            say("identity case {case!r}", case=case_id[:40]), "there is none", "`mingce identity list` lists them"
        )
    return _case(rows[0])


def get(connection: Connection, case_id: str) -> Case:
    """By its whole id, without regard to scope."""
    return _case(connection.execute(select(identity_case).where(identity_case.c.id == case_id)).mappings().one())


def _text(evidence: dict[str, Any]) -> str:
    return json.dumps(evidence, ensure_ascii=False, sort_keys=True)


def _case(row: Any) -> Case:
    values = {name: row[name] for name in Case.__slots__}
    return Case(**values | {"kind": CaseKind(row["kind"]), "evidence": json.loads(row["evidence"])})


def unbind(tx: Transaction, agent_id: str) -> None:
    """From now on the agent is no terminal's; its intervals stay."""
    table = agent_binding.c
    still = and_(table.agent_id == agent_id, table.to_us.is_(None))
    tx.connection.execute(update(agent_binding).where(still).values(to_us=tx.now_us))
