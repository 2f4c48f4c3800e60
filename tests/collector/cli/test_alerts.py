"""mingce alerts, where nothing happened yet."""

from typing import Any

import pytest

from collector.cli.alerts import about_of
from tests.collector.cli.conftest import Site


def test_empty_list_is_a_table_with_headings(site: Site) -> None:
    ran = site.collector.run("alerts", home="zhao-admin", lang="zh")

    assert (ran.code, ran.out.startswith("首次发现")) == (0, True)


def test_unknown_alert(site: Site) -> None:
    assert site.collector.run("alerts", "show", "0" * 32, home="zhao-admin").code == 5
    assert site.collector.run("alerts", "acknowledge", "0" * 32, home="zhao-admin").code == 5
    assert site.collector.run("alerts", "acknowledge", "0" * 32, home="li-reader").code == 4


@pytest.mark.parametrize(
    ("kind", "evidence", "about"),
    [
        ("mac", {"terminal": "3714992026000001"}, "00-00-5E-00-53-01"),
        ("terminal", {"terminal": "3714992026000001", "interface": "eth1"}, "3714992026000001 eth1"),
        ("terminal", {"terminal": "3714992026000001", "interface": None, "device": "1-2"}, "3714992026000001 1-2"),
        ("terminal", {}, "00-00-5E-00-53-01"),
    ],
)
def test_what_an_alert_is_about_has_a_name_that_people_know(kind: str, evidence: dict[str, Any], about: str) -> None:
    assert about_of({"subject_kind": kind, "subject_id": "00-00-5E-00-53-01", "evidence": evidence}) == about
