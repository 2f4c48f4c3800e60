"""mingce segment."""

from tests.collector.cli.conftest import UNIT, Site


def test_segment_is_shown_in_normal_form(site: Site) -> None:
    ran = site.collector.run("segment", "show", "CZJ-3F", home="wang-sec")

    assert "10.37.12.0/24" in ran.out
    assert "10.37.12.254" in ran.out
    assert "2 min" in ran.out


def test_unit_administrator_may_not_declare(site: Site) -> None:
    ran = site.collector.run("segment", "add", "X", "--unit", UNIT, "--prefix", "10.0.0.0/24", home="zhao-admin")

    assert (ran.code, "secadmin" in ran.err) == (4, True)


def test_bad_prefix_is_named(site: Site) -> None:
    ran = site.collector.run("segment", "add", "X", "--unit", UNIT, "--prefix", "10.0.0.1/24", home="wang-sec")

    assert (ran.code, "10.0.0.1/24" in ran.err) == (2, True)


def test_list_as_csv(site: Site) -> None:
    ran = site.collector.run("segment", "list", "--csv", home="wang-sec")

    assert ran.out.startswith("\ufeffname,unit,")
    assert f"CZJ-3F,{UNIT},10.37.12.0/24" in ran.out
