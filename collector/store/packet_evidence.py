"""The evidence that travels in a packet: signed bytes as they came, where the asker's scope and masks allow it."""

import base64
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, select

from collector.errors import InvalidValue
from collector.packet.contents import MOST_EVIDENCE, Beat, Evidence, Report, ReportRow, Withheld
from collector.store import reports, versions
from collector.store.chains import genesis
from collector.store.reports import StoredReport
from collector.store.scope import Scope, within
from collector.store.tables import agent, agent_binding, agent_stretch, collector, report, terminal
from protocol.codec import decode_observations
from protocol.errors import ProtocolError
from protocol.identity import digest_of
from protocol.observations import (
    Attachment,
    Gap,
    InterfaceAddress,
    Neighbour,
    OwnMacHeard,
    ServerHeard,
    Sighting,
    SightingsFolded,
    SwitchPort,
)
from protocol.phrases import say
from protocol.signing import split

MOST_BYTES = 20 * 1024 * 1024
"""Of all messages together, in base64."""

_NAMELESS = (
    Attachment,
    Gap,
    InterfaceAddress,
    Neighbour,
    OwnMacHeard,
    ServerHeard,
    Sighting,
    SightingsFolded,
    SwitchPort,
)
"""What a report may hold and still travel in a masked packet: no account, host name or device of anybody."""


def of_answer(connection: Connection, scope: Scope, answer: dict[str, Any], *, masked: bool) -> list[Evidence]:
    """Of an answer of /trace as JSON; raises InvalidValue where it names more evidence than a packet may hold."""
    left = MOST_BYTES
    found: dict[tuple[str, str], Evidence] = {}
    for digest, intake, is_in_scope in _named(scope, answer):
        if len(found) >= MOST_EVIDENCE:
            raise InvalidValue("time", say("more than {most} reports speak of it", most=MOST_EVIDENCE), "narrow it")
        item = _report(connection, scope, intake, digest, masked=masked, is_in_scope=is_in_scope, left=left)
        found["report", digest] = item
        left -= len(item.message) if isinstance(item, Report) else 0
    for beat in _beats(connection, scope, answer):
        if len(found) < MOST_EVIDENCE:
            found["beat", beat.digest] = beat
    return list(found.values())


def _named(scope: Scope, answer: dict[str, Any]) -> Iterator[tuple[str, int | None, bool]]:
    """Digest, intake number (None for a switch's tables) and whether every segment it speaks of lies in the scope."""
    named: dict[str, tuple[int | None, bool]] = {}
    for candidate in answer["candidates"]:
        segment = candidate["segment"]
        allowed = scope.unit_ids is None or (segment is not None and scope.allows(segment["unit_id"]))
        for one in candidate["evidence"]:
            is_report = not one["witness"].startswith("import:")
            for end in ("first", "last"):
                if (digest := one[f"{end}_digest"]) is not None:
                    intake = one[f"{end}_intake"] if is_report else None
                    named[digest] = intake, allowed and named.get(digest, (None, True))[1]
    for digest, (intake, is_in_scope) in named.items():
        yield digest, intake, is_in_scope


def _report(
    connection: Connection,
    scope: Scope,
    intake: int | None,
    digest: str,
    *,
    masked: bool,
    is_in_scope: bool,
    left: int,
) -> Report | Withheld:
    if intake is None:
        return Withheld(digest=digest, of="switch-table", why="not-kept")
    row = reports.by_intake(connection, intake)
    if row is None:
        return Withheld(digest=digest, of="report", why="not-kept")
    if not is_in_scope or not _spoke_in_scope(connection, scope, row.agent_id, row.received_us):
        return Withheld(digest=digest, of="report", why="scope")
    message = reports.message(connection, intake)
    if masked and not _is_nameless(split(message)[1]):
        return Withheld(digest=digest, of="report", why="masked")
    text = base64.b64encode(message).decode()
    if len(text) > left:
        return Withheld(digest=digest, of="report", why="size")
    key = _public_key(connection, row.agent_id)
    return Report(digest=digest, public_key=key.hex(), row=_row(connection, row), message=text)


def _row(connection: Connection, row: StoredReport) -> ReportRow:
    before = connection.execute(select(report.c.intake_digest).where(report.c.intake == row.intake - 1)).scalar()
    if before is None:
        before = genesis(connection.execute(select(collector.c.id)).scalar_one()).intake_digest
    fields = {name: getattr(row, name) for name in row.__slots__}
    return ReportRow(**fields | {"kind": row.kind.value, "verdict": row.verdict.value, "previous_intake": before})


def _is_nameless(content: bytes) -> bool:
    try:
        return all(isinstance(item, _NAMELESS) for item in decode_observations(content))
    except ProtocolError:
        # Refused when it came: nobody can say what stands in it.
        return False


def _beats(connection: Connection, scope: Scope, answer: dict[str, Any]) -> Iterator[Beat]:
    """Of the stretch in which each claim of an answer was made, the beat that was kept."""
    table = agent_stretch.c
    for candidate in answer["candidates"]:
        at_us = candidate["as_of_us"]
        for agent_id in candidate["claimed_by"]:
            newest = select(table.last_beat).where(table.agent_id == agent_id, table.from_us <= at_us)
            message = connection.execute(newest.order_by(table.from_us.desc()).limit(1)).scalar()
            if message is not None and _spoke_in_scope(connection, scope, agent_id, at_us):
                yield Beat(
                    digest=digest_of(split(message)[1]),
                    agent_id=agent_id,
                    public_key=_public_key(connection, agent_id).hex(),
                    message=base64.b64encode(message).decode(),
                )


def _public_key(connection: Connection, agent_id: str) -> bytes:
    key: bytes = connection.execute(select(agent.c.public_key).where(agent.c.id == agent_id)).scalar_one()
    return key


def _spoke_in_scope(connection: Connection, scope: Scope, agent_id: str, at_us: int) -> bool:
    """Whether the agent spoke then for a terminal that was then of the scope."""
    if scope.unit_ids is None:
        return True
    own = select(terminal.c.id).where(versions.in_force(terminal, at_us), within(scope, terminal.c.unit_id))
    spoke = select(agent_binding.c.agent_id).where(
        agent_binding.c.agent_id == agent_id,
        versions.in_force(agent_binding, at_us),
        agent_binding.c.terminal_id.in_(own),
    )
    return connection.execute(spoke.limit(1)).first() is not None
