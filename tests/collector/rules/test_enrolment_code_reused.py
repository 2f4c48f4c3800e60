from collector.rules.enrolment_code_reused import EnrolmentCodeReused
from collector.rules.facts import CodeReusedFacts
from tests.support.rule_facts import NOW, TERMINAL, findings
from tests.support.scenario import STRANGER


def test_names_terminal_source_and_both_users() -> None:
    facts = CodeReusedFacts("c" * 32, TERMINAL, "a" * 32, "k" * 16, "PC", (STRANGER,), "10.37.12.9", NOW)
    (one,) = findings(EnrolmentCodeReused().judge(facts))

    assert one.evidence["terminal"] == TERMINAL.reg_no
    assert one.evidence["macs"] == [str(STRANGER)]
    assert one.evidence["source"] == "10.37.12.9"
