from collector.rules.finding import Settled, Severity, Subject, SubjectKind, dedup_key


def test_key_tells_rule_subject_segment_and_part_apart() -> None:
    keys = {
        dedup_key("rule", Subject(SubjectKind.MAC, "a")),
        dedup_key("other", Subject(SubjectKind.MAC, "a")),
        dedup_key("rule", Subject(SubjectKind.MAC, "b")),
        dedup_key("rule", Subject(SubjectKind.MAC, "a", "segment")),
        dedup_key("rule", Subject(SubjectKind.MAC, "a", None, "part")),
        dedup_key("rule", Subject(SubjectKind.TERMINAL, "a")),
    }

    assert len(keys) == 6
    assert Settled("rule", Subject(SubjectKind.MAC, "a"), "over").dedup_key in keys


def test_severities_have_an_order_and_a_word() -> None:
    assert Severity.INFO < Severity.LOW < Severity.MEDIUM < Severity.HIGH < Severity.CRITICAL
    assert Severity.CRITICAL.word == "critical"
