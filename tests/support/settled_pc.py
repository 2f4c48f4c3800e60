"""A captured machine as a terminal's PC at a real store: its agent enrolled and bound, its golden report taken in."""

import json
from typing import Any
from uuid import uuid4

from collector.presence.subject import AgentStanding
from collector.store import agents, facts
from collector.store.agents import Agent
from collector.store.transaction import Transaction
from protocol.chain import ChainHead
from protocol.identity import AgentId
from protocol.observations import Looked, LookOutcome
from tests.support.captured_host import HOSTS


def settle(tx: Transaction, terminal_id: str, name: str) -> str:
    """A work for the writer; returns the agent's id."""
    number = AgentId(uuid4().hex)
    genesis = ChainHead.genesis(number)
    new = Agent(
        number,
        "k" * 16,
        uuid4().bytes * 2,
        AgentStanding.ACTIVE,
        name.upper()[:20],
        tx.now_us,
        genesis.sequence,
        genesis.digest,
        last_report_us=None,
        last_beat_us=None,
        boot_id=None,
        beat_counter=0,
        policy_version=0,
        spooled=0,
        clock_offset_us=0,
    )
    agents.add(tx, new, {})
    agents.bind(tx, number, terminal_id)
    say(tx, number, name, 1)
    return number


def say(tx: Transaction, agent_id: str, name: str, sequence: int) -> None:
    """The machine's whole golden report, as a report of that number."""
    answers: list[tuple[Looked, list[dict[str, Any]]]] = []
    for item in json.loads((HOSTS / name / "report.json").read_text(encoding="utf-8")):
        if item["type"] == "looked":
            answers.append((Looked(item["probe"], LookOutcome(item["outcome"]), item["reason"]), []))
        else:
            answers[-1][1].append(item)
    for looked, observations in answers:
        facts.replace(tx, agent_id, looked, observations, tx.now_us, sequence)
