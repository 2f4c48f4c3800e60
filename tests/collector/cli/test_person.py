"""mingce person."""

from tests.collector.cli.conftest import Site
from tests.support.collector_process import PASSWORD


def test_people_are_masked(site: Site) -> None:
    ran = site.collector.run("person", "list", home="zhao-admin")

    assert "李**" in ran.out
    assert "199****0001" in ran.out
    assert "19900000001" not in ran.out


def test_unmasking_is_for_a_reason_and_in_the_journal(site: Site) -> None:
    site.collector.do("reauthenticate", "--password-stdin", home="zhao-admin", stdin=f"{PASSWORD}\n")

    ran = site.collector.run("person", "show", "李明轩", "--unmask", "核对台账", home="zhao-admin")

    assert "19900000001" in ran.out
    entries = site.collector.run("journal", "--json", home="wang-audit").json
    unmasked = [entry for entry in entries if entry["action"] == "person-unmasked"]
    assert unmasked[-1]["reason"] == "核对台账"
    assert "19900000001" not in str(entries)


def test_unmasking_is_not_for_everybody(site: Site) -> None:
    assert site.collector.run("person", "list", "--unmask", "because", home="li-reader").code == 4


def test_placeholder_is_refused(site: Site) -> None:
    person = ("--unit", "示例市财政局", "--department", "预算科", "--mobile", "19900000002")

    ran = site.collector.run("person", "add", "测试", *person, home="zhao-admin")

    assert (ran.code, "placeholder" in ran.err) == (2, True)
