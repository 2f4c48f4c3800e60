"""mingce alerts, where nothing happened yet."""

from tests.collector.cli.conftest import Site


def test_empty_list_is_a_table_with_headings(site: Site) -> None:
    ran = site.collector.run("alerts", home="zhao-admin", lang="zh")

    assert (ran.code, ran.out.startswith("首次发现")) == (0, True)


def test_unknown_alert(site: Site) -> None:
    assert site.collector.run("alerts", "show", "0" * 32, home="zhao-admin").code == 5
    assert site.collector.run("alerts", "acknowledge", "0" * 32, home="zhao-admin").code == 5
    assert site.collector.run("alerts", "acknowledge", "0" * 32, home="li-reader").code == 4
