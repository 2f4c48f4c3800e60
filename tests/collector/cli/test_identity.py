"""mingce identity, against a running collector that has no case yet."""

from collector.cli.identity import CASE_WORDS
from collector.ingest.identity_decisions import CaseDecision
from collector.ledger.referee import CaseKind, Remedy
from tests.collector.cli.conftest import Site


def test_every_word_of_the_vocabularies_is_there() -> None:
    assert {one.value for kind in (CaseKind, Remedy, CaseDecision) for one in kind} <= CASE_WORDS.keys()


def test_empty_list_and_unknown_case(site: Site) -> None:
    ran = site.collector.run("identity", "list", home="zhao-admin", lang="zh")

    assert (ran.code, site.collector.run("identity", "list", "--json", home="zhao-admin").json) == (0, [])
    assert site.collector.run("identity", "show", "00000000", home="zhao-admin").code == 5
    assert site.collector.run("identity", "check", "0" * 32, "--dry-run", home="zhao-admin").code == 5


def test_deciding_is_the_approvers(site: Site) -> None:
    decision = ("identity", "decide", "00000000", "accept", "--reason", "核对无误")

    assert site.collector.run(*decision, home="zhao-admin").code == 4
    assert site.collector.run(*decision, home="sun-approver").code in (4, 5)
