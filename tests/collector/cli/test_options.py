"""What was said before the command reaches it."""

from tests.collector.cli.conftest import Site


def test_collector_and_ca_count_wherever_the_session_points(site: Site) -> None:
    ran = site.collector.run("--collector", "unix:/nowhere/x.sock", "unit", "list", home="zhao-admin")

    assert (ran.code, "/nowhere/x.sock" in ran.err) == (3, True)
