"""mingce presence now, show."""

import pytest

from collector.cli import output
from collector.cli.presence import URGENCY, narrow
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


@pytest.mark.parametrize("most", [100, 80])
@pytest.mark.parametrize("verdict", ["speaks for others, unapproved (suspected)", "未经批准代他人应答(疑似)"])
def test_the_list_fits_a_terminal_and_breaks_no_number(most: int, verdict: str) -> None:
    rows = [
        {
            "verdict": verdict,
            "segment": "示例市财政局三楼办公网段",
            "mac": "00-00-5E-00-53-66",
            "address": address,
            "terminal": "3714992026000001",
            "age": "3 min",
        }
        for address in ("203.0.113.221", "2001:db8:1234:5678:200:5eff:fe00:5366")
    ]
    lines = narrow(rows, most).splitlines()

    assert max(map(output.width, lines)) <= most
    assert sum("00-00-5E-00-53-66" in line and "3714992026000001" in line for line in lines) == 2
    assert any("203.0.113.221" in line for line in lines)


def test_wide_shows_every_column(site: Site) -> None:
    heading = site.collector.do("presence", "now", "--wide", home="zhao-admin").out.splitlines()[0]

    assert [word in heading for word in ("unit", "since", "witnesses")] == [True, True, True]
