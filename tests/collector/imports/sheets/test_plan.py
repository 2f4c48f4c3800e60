from collector.imports.sheets.plan import Policy, Refused
from collector.imports.sheets.said import Finding, Level, phrase


def test_nothing_is_ended_and_nothing_is_shared_unless_asked() -> None:
    assert Policy() == Policy(aliases={}, remove_missing=False, shared_telephone=False)


def test_a_refusal_carries_its_findings() -> None:
    finding = Finding(Level.ERROR, None, "x", phrase("why"))

    assert Refused(finding).findings == (finding,)
