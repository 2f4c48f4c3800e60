"""mingce authority: a rotation step by step, on a state directory."""

from pathlib import Path

import pytest

from collector.clock import SystemClock
from collector.trust.authority import Authority
from tests.collector.cli.conftest import Site


@pytest.fixture
def state(tmp_path: Path) -> Path:
    Authority.open_or_make(tmp_path / "authority", "test", SystemClock().now_us())
    return tmp_path


def test_rotation(site: Site, state: Path) -> None:
    where = ("--state", str(state))
    site.collector.do("authority", "stage", *where, home="root")
    site.collector.do("authority", "activate", "2", *where, home="root")

    shown = site.collector.do("authority", "show", *where, "--json", home="root").json
    assert [(row["number"], row["issues"]) for row in shown] == [(2, "yes"), (1, "no")]

    assert site.collector.run("authority", "drop", "2", *where).code == 4
    site.collector.do("authority", "drop", "1", *where, home="root")
    assert "move it to a safe medium" in site.collector.run("authority", "show", *where).out


def test_no_authority_there(site: Site, tmp_path: Path) -> None:
    assert site.collector.run("authority", "show", "--state", str(tmp_path)).code == 4
