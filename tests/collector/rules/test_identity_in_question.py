import pytest

from collector.ledger.referee import CaseKind
from collector.rules.finding import Severity
from collector.rules.identity_in_question import CopiedImage, IdentityFacts, IdentityInQuestion, IdentityQuestion
from tests.support.rule_facts import AGENT, NOW, TERMINAL, findings, settled


def asked(*kinds: CaseKind) -> list[object]:
    questions = tuple(IdentityQuestion(kind, "c" * 32, "why", (("serial", "other"),)) for kind in kinds)
    return list(IdentityInQuestion().judge(IdentityFacts(AGENT, TERMINAL, questions, NOW)))


@pytest.mark.parametrize(
    ("kind", "severity"),
    [
        (CaseKind.CLONED, Severity.HIGH),
        (CaseKind.TWO_AGENTS, Severity.MEDIUM),
        (CaseKind.DISK_MOVED, Severity.MEDIUM),
        (CaseKind.OTHER_TERMINAL, Severity.MEDIUM),
        (CaseKind.BOARD_SWAPPED, Severity.LOW),
    ],
)
def test_told(kind: CaseKind, severity: Severity) -> None:
    (one,) = findings(asked(kind))

    assert (one.severity, one.subject.part, one.unit_id) == (severity, kind.value, TERMINAL.unit_id)
    assert one.evidence["signs"] == {"serial": "other"}


def test_daily_work_and_adapters_are_no_alert() -> None:
    quiet = (CaseKind.NEW, CaseKind.REIMAGED, CaseKind.ADAPTER_MOVED, CaseKind.SHARED_DONGLE, CaseKind.DOCK)

    assert findings(asked(*quiet)) == []


def test_what_is_not_asked_any_more_is_over() -> None:
    (one,) = settled(asked(CaseKind.CLONED))
    assert one.but == frozenset({"cloned-image"})
    (none,) = settled(asked())
    assert none.but == frozenset()


def test_copies_of_one_image_are_one_alert_that_names_them() -> None:
    numbers = tuple(f"37149920260{number:05d}" for number in range(60))
    facts = IdentityFacts(
        AGENT, TERMINAL, (), NOW, (CopiedImage("f" * 32, "u", "示例市财政局", numbers, "c" * 32, "why"),)
    )

    (one,) = findings(list(IdentityInQuestion().judge(facts)))
    assert (one.evidence["copies"], one.evidence["terminals"]) == (60, list(numbers[:50]))
    assert (one.subject.id, one.unit_id, one.severity) == ("f" * 32, "u", Severity.HIGH)


def test_no_copy_any_more_is_over() -> None:
    facts = IdentityFacts(AGENT, TERMINAL, (), NOW, (CopiedImage("f" * 32, "u", None, ()),))

    own, of_image = settled(list(IdentityInQuestion().judge(facts)))
    assert (own.subject.id, of_image.subject.id, of_image.but) == (AGENT.id, "f" * 32, None)
