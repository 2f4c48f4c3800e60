"""mingce journal."""

from tests.collector.cli.conftest import Site


def test_journal_names_operators(site: Site) -> None:
    ran = site.collector.run("journal", home="wang-audit")

    assert "zhao-admin" in ran.out
    assert "terminal-added" in ran.out


def test_only_the_auditor_reads_it(site: Site) -> None:
    assert [site.collector.run("journal", home=home).code for home in ("zhao-admin", "wang-sys")] == [4, 4]


def test_nobodys_phone_stands_in_it(site: Site) -> None:
    assert "19900000001" not in site.collector.run("journal", "--json", home="wang-audit").out
