"""mingce agents, where none is enrolled yet."""

from tests.collector.cli.conftest import Site


def test_empty_list_is_a_table_with_headings(site: Site) -> None:
    ran = site.collector.run("agents", home="zhao-admin", lang="zh")

    assert (ran.code, ran.out.startswith("登记编号")) == (0, True)
    assert site.collector.run("agents", "--json", home="zhao-admin").json == []


def test_deciding_about_nobody(site: Site) -> None:
    decision = ("agents", "decide", "0" * 32, "active", "--reason", "核对无误")

    assert site.collector.run(*decision, home="zhao-admin").code == 4
    assert site.collector.run(*decision, home="sun-approver").code in (4, 5)
