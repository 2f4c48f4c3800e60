"""Facts for rules that judge one thing that happened, or one PC."""

from dataclasses import replace

from collector.presence.subject import Admission, AgentStanding, AgentView, TerminalView
from collector.rules.facts import AgentFacts, ClockFacts
from collector.rules.finding import Conclusion, Finding, Settled
from protocol.observations import Adapter
from tests.support.pc import WIFI, WIRED
from tests.support.scenario import MAC_1, SEGMENT

NOW = 1_772_000_000_000_000
AGENT = AgentView("a" * 32, AgentStanding.ACTIVE, NOW, NOW)
TERMINAL = TerminalView(
    id="t" * 32,
    reg_no="3714992026000001",
    unit_id="1" * 32,
    unit_name="示例市财政局",
    admission=Admission.ADMITTED,
    status="admitted",
    agent_expected=True,
    registered_us=0,
    macs=frozenset({MAC_1}),
    agent=AGENT,
)


def clock_facts(hours: float) -> ClockFacts:
    offset_us = int(hours * 3_600_000_000)
    return ClockFacts(AGENT, TERMINAL, offset_us, NOW + offset_us, NOW)


def pc_facts(*adapters: Adapter, **more: object) -> AgentFacts:
    """A PC on the segment by its wired adapter, everything looked at."""
    facts = AgentFacts(
        now_us=NOW,
        agent=AGENT,
        terminal=TERMINAL,
        seen_us=NOW,
        received_us=NOW,
        adapters=adapters or (WIRED, WIFI),
        attached=((WIRED.id, SEGMENT),),
        answered=frozenset({"adapters", "wireless", "addressing"}),
    )
    return replace(facts, **more)  # type: ignore[arg-type]


def findings(conclusions: object) -> list[Finding]:
    return [one for one in conclusions if isinstance(one, Finding)]  # type: ignore[attr-defined]


def settled(conclusions: object) -> list[Settled]:
    found: list[Conclusion] = list(conclusions)  # type: ignore[call-overload]
    return [one for one in found if isinstance(one, Settled)]
