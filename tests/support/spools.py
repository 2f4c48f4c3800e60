"""Spools, authors and chain checks that several delivery tests share."""

from pathlib import Path

from agent.delivery.shelf import Row
from agent.delivery.spool import Author, Spool, SpoolLimits
from agent.identity import AgentKey
from agent.state import StateDirectory
from protocol.chain import ChainHead, follow
from protocol.codec import decode_report
from protocol.identity import AgentId, BootId, digest_of
from protocol.observations import AgentEvent, AgentEventKind, Gap
from protocol.report import Report, Taken
from protocol.signing import split

AGENT = AgentId("a1" * 16)
NOW = Taken(1_767_225_600_000_000, 100_000_000)


def author(seed: int = 1) -> Author:
    return Author(AGENT, AgentKey(bytes([seed]) * 32), BootId("b0" * 16))


def open_spool(folder: Path, most_bytes: int = 1 << 26, most_days: int = 30, now: Taken = NOW) -> Spool:
    state = StateDirectory(folder)
    state.make()
    return Spool(state, author(), SpoolLimits(most_bytes, most_days), now)


def event(detail: str = "", at_us: int = NOW.wall_us) -> AgentEvent:
    return AgentEvent(AgentEventKind.STARTED, detail, at_us)


def report_in(row: Row) -> Report:
    return decode_report(split(row.message)[1])


def gap_in(row: Row) -> Gap | None:
    return next((item for item in report_in(row).observations if isinstance(item, Gap)), None)


def receive(head: ChainHead, row: Row) -> ChainHead:
    """What a collector does with a report; raises BrokenChain when it does not follow."""
    return follow(head, report_in(row).envelope, digest_of(split(row.message)[1]), gap_in(row))


def receipt(row: Row) -> tuple[int, str]:
    return row.sequence, digest_of(split(row.message)[1])
