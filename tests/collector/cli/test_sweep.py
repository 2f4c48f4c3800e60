"""mingce segment sweep and sweeps, asked of a running collector; with agents: tests/end_to_end/test_sweep.py."""

from tests.collector.cli.conftest import Site


def test_where_nobody_can_ask_the_command_says_why(site: Site) -> None:
    ran = site.collector.run("segment", "sweep", "CZJ-3F", home="wang-sec")

    assert ran.code == 2
    assert "no agent there can ask" in ran.err


def test_a_dry_run_goes_with_nothing_else(site: Site) -> None:
    ran = site.collector.run("segment", "sweep", "CZJ-3F", "--dry-run", "--watch", home="wang-sec")

    assert ran.code == 2
    assert "--dry-run" in ran.err


def test_a_unit_administrator_may_look_but_not_sweep(site: Site) -> None:
    ran = site.collector.run("segment", "sweep", "CZJ-3F", home="zhao-admin")

    assert ran.code == 4
    assert "write-segments" in ran.err
    assert site.collector.do("segment", "sweeps", "CZJ-3F", "--json", home="zhao-admin").json == []


def test_before_the_first_sweep_the_list_says_so(site: Site) -> None:
    ran = site.collector.run("segment", "sweeps", "CZJ-3F", home="zhao-admin", lang="en")

    assert (ran.code, "no sweep was made here yet" in ran.out) == (0, True)
