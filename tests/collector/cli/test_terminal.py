"""mingce terminal."""

from tests.collector.cli.conftest import UNIT, Site
from tests.support.collector_process import PASSWORD


def add(site: Site, serial: str, *more: str) -> str:
    base = ("terminal", "add", "--unit", UNIT, "--type", "printer", "--user", "李明轩", "--serial-no", serial, "--json")
    return str(site.collector.do(*base, *more, home="zhao-admin").json["reg_no"])


def test_terminal_with_all_it_is_known_by(site: Site) -> None:
    ran = site.collector.run("terminal", "show", "CZJ-YSK-01", home="zhao-admin", lang="zh")

    for text in ("00-00-5E-00-53-01", "10.37.12.21", "0312", "在网", "台式机", "李**", UNIT):
        assert text in ran.out


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


def test_mac_in_use_names_its_terminal(site: Site) -> None:
    base = ("terminal", "add", "--unit", UNIT, "--type", "desktop", "--user", "李明轩")

    ran = site.collector.run(*base, "--mac", "00:00:5e:00:53:01", home="zhao-admin")

    assert (ran.code, "00-00-5E-00-53-01" in ran.err) == (4, True)


def test_unknown_type_lists_them(site: Site) -> None:
    ran = site.collector.run(
        "terminal", "add", "--unit", UNIT, "--type", "toaster", "--user", "李明轩", home="zhao-admin"
    )

    assert (ran.code, "'thin-client'" in ran.err) == (2, True)
