"""What the rules about how a PC is kept share: when they ask, what they tell, what they only list."""

from collector.rules.facts import AgentFacts
from collector.rules.finding import Certainty, Evidence, Finding, Settled, Severity, Subject, SubjectKind


def is_asked(facts: AgentFacts, probe: str) -> bool:
    """Whether the PC is on duty and the probe could look: no answer is never a verdict."""
    return facts.is_admitted and probe in facts.answered


def listed(severity: Severity, notifies: bool) -> Severity:
    """What only stands in the list unless a deployment wants to be told: a city's PCs would flood its people."""
    return severity if notifies else Severity.INFO


def subject(facts: AgentFacts, part: str = "") -> Subject:
    return Subject(SubjectKind.TERMINAL, facts.subject_id, part=part)


def finding(rule: str, facts: AgentFacts, severity: Severity, evidence: Evidence, part: str = "") -> Finding:
    """Confirmed: the PC says so of itself."""
    return Finding(
        rule,
        subject(facts, part),
        severity,
        Certainty.CONFIRMED,
        facts.unit_id,
        facts.terminal.id if facts.terminal else None,
        facts.seen_us,
        facts.seen_us,
        facts.evidence() | evidence,
    )


def settled(rule: str, facts: AgentFacts, why: str, part: str = "") -> Settled:
    return Settled(rule, subject(facts, part), why)
