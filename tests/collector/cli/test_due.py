"""mingce terminal due, confirm."""

from tests.collector.cli.conftest import UNIT, Site
from tests.support.collector_process import PASSWORD


def test_due_in_words_and_confirmed(site: Site) -> None:
    site.collector.do("reauthenticate", "--password-stdin", home="sun-approver", stdin=f"{PASSWORD}\n")
    base = ("terminal", "add", "--unit", UNIT, "--type", "printer", "--user", "李明轩", "--serial-no", "CM9FAKE20")
    reg_no = site.collector.do(*base, "--expires", "2099-06-30", "--json", home="zhao-admin").json["reg_no"]
    site.collector.do("terminal", "approve", reg_no, home="sun-approver")

    told = site.collector.run("terminal", "due", "--within", "36500d", "--unit", UNIT, home="zhao-admin", lang="zh")
    assert (told.code, reg_no in told.out, "登记到期" in told.out) == (0, True, True)
    assert "confirmed: 1" in site.collector.do("terminal", "confirm", reg_no, home="zhao-admin").out
    for wrong in ((), ("--all",), ("--unit", UNIT), (reg_no, "--all", "--unit", UNIT)):
        assert site.collector.run("terminal", "confirm", *wrong, home="zhao-admin").code == 2
