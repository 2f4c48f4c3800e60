"""mingce segment canary, asked of a running collector; with agents: tests/end_to_end/test_canary.py."""

from tests.collector.cli.conftest import Site


def test_where_no_agent_is_the_command_says_so(site: Site) -> None:
    ran = site.collector.run("segment", "canary", "CZJ-3F", home="wang-sec")

    assert ran.code == 5
    assert "can be a canary" in ran.err


def test_a_unit_administrator_may_not(site: Site) -> None:
    assert site.collector.run("segment", "canary", "CZJ-3F", home="zhao-admin").code == 4
