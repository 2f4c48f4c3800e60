"""mingce terminal lend, return, extend."""

from tests.collector.cli.conftest import UNIT, Site
from tests.support.collector_process import PASSWORD


def test_lent_and_returned(site: Site) -> None:
    person = ("person", "add", "吴小敏", "--unit", UNIT, "--department", "办公室", "--mobile", "19900000009")
    site.collector.do(*person, home="zhao-admin")
    base = ("terminal", "add", "--unit", UNIT, "--type", "printer", "--user", "李明轩", "--serial-no", "CM9FAKE21")
    reg_no = site.collector.do(*base, "--expires", "2099-06-30", "--json", home="zhao-admin").json["reg_no"]
    site.collector.do("reauthenticate", "--password-stdin", home="sun-approver", stdin=f"{PASSWORD}\n")
    site.collector.do("terminal", "approve", reg_no, home="sun-approver")
    why = ("--reason", "借调")

    lent = site.collector.do("terminal", "lend", reg_no, "--to", "吴小敏", "--until", "+30d", *why, home="zhao-admin")
    assert f"{reg_no} is lent until" in lent.out
    assert "is returned" in site.collector.do("terminal", "return", reg_no, *why, home="zhao-admin").out
    later = ("terminal", "extend", reg_no, "--until", "2099-11-30", *why)
    assert site.collector.run(*later, home="zhao-admin").code == 4
    assert "2099-12-01" in site.collector.do(*later, home="sun-approver").out
