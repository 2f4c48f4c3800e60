"""mingce terminal approve, status, hand-over."""

from tests.collector.cli.conftest import UNIT, Site
from tests.support.collector_process import PASSWORD


def add(site: Site, serial: str, *more: str) -> str:
    base = ("terminal", "add", "--unit", UNIT, "--type", "printer", "--user", "李明轩", "--serial-no", serial, "--json")
    return str(site.collector.do(*base, *more, home="zhao-admin").json["reg_no"])


def test_who_registers_does_not_approve(site: Site) -> None:
    reg_no = add(site, "CM9FAKE04")

    assert site.collector.run("terminal", "approve", reg_no, home="zhao-admin").code == 4
    site.collector.do("reauthenticate", "--password-stdin", home="sun-approver", stdin=f"{PASSWORD}\n")
    assert "is admitted" in site.collector.do("terminal", "approve", reg_no, home="sun-approver").out
    assert site.collector.run("terminal", "approve", reg_no, home="sun-approver").code == 2


def test_retired_is_the_end(site: Site) -> None:
    reg_no = add(site, "CM9FAKE05")
    site.collector.do("terminal", "status", reg_no, "withdrawn", "--reason", "误填", home="zhao-admin")

    assert site.collector.run("terminal", "status", reg_no, "retired", "--reason", "x", home="zhao-admin").code == 2
    assert site.collector.run("terminal", "status", reg_no, "admitted", "--reason", "x", home="zhao-admin").code == 4
