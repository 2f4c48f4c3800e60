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


def test_list_says_how_each_is_watched(site: Site) -> None:
    ran = site.collector.run("segment", "list", home="wang-sec")

    assert "no agent there" in ran.out
    assert site.collector.run("segment", "list", "--json", home="wang-sec").json[0]["watching"]["watchers"] == 0
    assert "no agent there" not in site.collector.run("segment", "list", "--as-of", "now", home="wang-sec").out


def test_change_shows_what_it_changes(site: Site) -> None:
    add = ("--unit", UNIT, "--prefix", "10.37.99.0/24", "--vlan", "7", "--sweep-every", "6h", "--sweep-cap", "20")
    site.collector.do("segment", "add", "CZJ-9F", *add, home="wang-sec")

    def change(*what: str) -> str:
        ran = site.collector.run("segment", "change", "CZJ-9F", *what, "--reason", "调整", home="wang-sec")
        assert ran.code == 0, ran.err
        return ran.out

    told = change("--silent-grace", "90", "--gateway", "10.37.99.1", "--vlan", "0", "--sweep-every", "never")
    assert "4 changed" in told
    for line in ("2 min → 1 min 30 s", "— → 10.37.99.1", "7 → —", "6 h → on command only"):
        assert line in told
    assert "20 frames/s → 50 frames/s" in change("--sweep-cap", "50")
    assert "no → yes" in change("--allow-second-mac")
    assert "10.37.99.1 → —" in change("--gateway", "")
    assert "0 changed" in change("--sweep-cap", "50")
    assert "CZJ-10F" in change("--name", "CZJ-10F")


def test_span_that_cannot_be_read(site: Site) -> None:
    ran = site.collector.run("segment", "change", "CZJ-3F", "--sweep-every", "often", "--reason", "x", home="wang-sec")

    assert (ran.code, "often" in ran.err) == (2, True)
