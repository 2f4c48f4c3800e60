"""mingce segment infrastructure; what is learnt and decided: tests/collector/ingest/test_approving.py."""

import pytest

from tests.collector.cli.conftest import Site


def test_nothing_learnt_is_an_empty_list(site: Site) -> None:
    ran = site.collector.run("segment", "infrastructure", "CZJ-3F", "--pending", "--json", home="wang-sec")

    assert (ran.code, ran.json) == (0, [])


def test_nothing_learnt_is_told_and_not_shown_as_headings_alone(site: Site) -> None:
    learnt = site.collector.run("segment", "infrastructure", "CZJ-3F", home="wang-sec", lang="en")
    waiting = site.collector.run("segment", "infrastructure", "CZJ-3F", "--pending", home="wang-sec", lang="en")

    assert (learnt.code, learnt.out) == (0, "no MAC was learnt to speak for others here\n")
    assert (waiting.code, waiting.out) == (0, "nothing waits for a decision\n")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("maybe", "00-00-5E-00-53-66", "--reason", "x"), 2, "maybe"),
        (("approve", "--reason", "x"), 2, "MAC"),
        (("approve", "00-00-5E-00-53-66"), 2, "--reason"),
        (("approve", "00-00-5E-00-53-66", "--reason", "x"), 5, "00-00-5E-00-53-66"),
    ],
)
def test_decision_needs_a_mac_that_was_heard_and_a_reason(
    site: Site, arguments: tuple[str, ...], code: int, said: str
) -> None:
    ran = site.collector.run("segment", "infrastructure", "CZJ-3F", *arguments, home="wang-sec")

    assert (ran.code, said in ran.err) == (code, True)
