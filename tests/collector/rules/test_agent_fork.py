from collector.rules.agent_fork import AgentFork
from collector.rules.facts import ForkFacts
from tests.support.rule_facts import AGENT, NOW, TERMINAL, findings


def test_names_both_sequences_and_the_unit() -> None:
    (one,) = findings(AgentFork().judge(ForkFacts(AGENT, TERMINAL, 3, 9, "d" * 64, "went back", NOW)))

    assert (one.evidence["sequence"], one.evidence["held_sequence"]) == (3, 9)
    assert one.unit_id == TERMINAL.unit_id
    assert one.subject.id == AGENT.id
