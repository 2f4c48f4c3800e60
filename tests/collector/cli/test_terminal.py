"""mingce terminal."""

from tests.collector.cli.conftest import UNIT, Site


def test_terminal_with_all_it_is_known_by(site: Site) -> None:
    ran = site.collector.run("terminal", "show", "CZJ-YSK-01", home="zhao-admin", lang="zh")

    for text in ("00-00-5E-00-53-01", "10.37.12.21", "0312", "在网", "台式机", "李**", UNIT):
        assert text in ran.out


def test_mac_in_use_names_its_terminal(site: Site) -> None:
    base = ("terminal", "add", "--unit", UNIT, "--type", "desktop", "--user", "李明轩")

    ran = site.collector.run(*base, "--mac", "00:00:5e:00:53:01", home="zhao-admin")

    assert (ran.code, "00-00-5E-00-53-01" in ran.err) == (4, True)


def test_unknown_type_lists_them(site: Site) -> None:
    ran = site.collector.run(
        "terminal", "add", "--unit", UNIT, "--type", "toaster", "--user", "李明轩", home="zhao-admin"
    )

    assert (ran.code, "'thin-client'" in ran.err) == (2, True)
