"""mingce segment explain, watch, coverage."""

import pytest

from collector.cli import segment_watch
from tests.collector.cli.conftest import Site


def test_segment_without_agents_is_explained_in_both_languages(site: Site) -> None:
    ran = site.collector.run("segment", "explain", "CZJ-3F", home="zhao-admin")
    assert ran.code == 0
    assert "no agent there; 0 of 2 watchers" in ran.out
    assert "within the last week" in ran.out

    ran = site.collector.run("segment", "explain", "CZJ-3F", home="zhao-admin", lang="zh")
    assert "没有客户端" in ran.out


def test_preference_is_set_shown_and_taken_back(site: Site) -> None:
    def watch(*choice: str) -> str:
        return site.collector.run("segment", "watch", "CZJ-3F", *choice, "--reason", "机房常开", home="zhao-admin").out

    assert f"preferred: {site.reg_no}" in watch("--prefer", "CZJ-YSK-01")
    assert f"ruled out: {site.reg_no}" in watch("--never", site.reg_no)
    assert site.reg_no not in watch("--clear", site.reg_no)


@pytest.mark.parametrize("choice", [(), ("--prefer", "a", "--never", "b")])
def test_one_choice_at_a_time(site: Site, choice: tuple[str, ...]) -> None:
    ran = site.collector.run("segment", "watch", "CZJ-3F", *choice, "--reason", "x", home="zhao-admin")

    assert (ran.code, "--prefer" in ran.err) == (2, True)


def test_unknown_one_is_named(site: Site) -> None:
    ran = site.collector.run("segment", "watch", "CZJ-3F", "--never", "PC-77", "--reason", "x", home="zhao-admin")

    assert (ran.code, "PC-77" in ran.err) == (5, True)


def test_coverage_without_data_says_so(site: Site) -> None:
    ran = site.collector.run("segment", "coverage", "CZJ-3F", home="zhao-admin")

    assert ran.code == 0
    assert "no data" in ran.out
    assert "0 %" not in ran.out
    assert "IPv6: nobody watched" in ran.out
    found = site.collector.run("segment", "coverage", "CZJ-3F", "--json", home="zhao-admin").json
    assert [one["share"] for one in found["families"]] == [None, None]


@pytest.mark.parametrize(
    ("share", "text"), [(None, "no data"), (0.99999, "99.99 %"), (1.0, "100 %"), (0.5, "50 %"), (0.000001, "0 %")]
)
def test_percentage_is_cut_not_rounded(share: float | None, text: str) -> None:
    assert segment_watch.percentage(share) == text
