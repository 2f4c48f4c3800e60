"""mingce presence now, show."""

import pytest

from collector.cli.presence import URGENCY
from collector.presence.vouching import Standing
from tests.collector.cli.conftest import Site


def test_every_verdict_has_its_place() -> None:
    assert sorted(URGENCY) == sorted(Standing)


def test_nothing_on_the_wire(site: Site) -> None:
    ran = site.collector.run("presence", "now", home="zhao-admin")

    assert (ran.code, "nothing was heard lately" in ran.out) == (0, True)
    assert site.collector.run("presence", "now", "--json", home="zhao-admin").json == []
    assert "没有" in site.collector.run("presence", "now", home="zhao-admin", lang="zh").out


def test_csv_has_its_headings(site: Site) -> None:
    ran = site.collector.run("presence", "now", "--csv", "--segment", "CZJ-3F", home="zhao-admin")

    assert ran.out.startswith("\ufeffverdict,segment,MAC,IP address,terminal,unit,")


def test_one_that_is_not_there_is_exit_code_5(site: Site) -> None:
    ran = site.collector.run("presence", "show", "10.37.12.21", home="zhao-admin")

    assert (ran.code, "mingce trace" in ran.out) == (5, True)


@pytest.mark.parametrize(("home", "code"), [("wang-audit", 4), ("li-reader", 5)])
def test_who_may_not_see_the_segment(site: Site, home: str, code: int) -> None:
    assert site.collector.run("presence", "now", "--segment", "CZJ-3F", home=home).code == code


def test_name_is_no_address(site: Site) -> None:
    assert site.collector.run("presence", "show", "CZJ-YSK-01", home="zhao-admin").code == 2
