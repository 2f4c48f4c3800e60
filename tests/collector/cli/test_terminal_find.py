"""mingce terminal find."""

from tests.collector.cli.conftest import Site


def test_found_by_words_with_what_fitted(site: Site) -> None:
    ran = site.collector.run("terminal", "find", "财政局", "0312", home="zhao-admin", lang="zh")

    assert ran.code == 0
    assert site.reg_no in ran.out
    assert "财政局=单位" in ran.out
    assert "李**" in ran.out


def test_nothing_found_is_said_with_a_hint(site: Site) -> None:
    ran = site.collector.run("terminal", "find", "财政局", "没有", home="zhao-admin")

    assert (ran.code, "whole name" in ran.out) == (5, True)


def test_json_and_scope(site: Site) -> None:
    found = site.collector.run("terminal", "find", "5301", "--json", home="zhao-admin").json
    other = site.collector.run("terminal", "find", "5301", "--json", home="li-reader")

    assert [row["reg_no"] for row in found["found"]] == [site.reg_no]
    assert other.json["found"] == []
