"""Whether the collector can be reached, on loopback."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from agent.doctor.finding import Level
from agent.doctor.reaching import reaching
from protocol.enrolment import SiteBundle
from protocol.identity import CollectorId
from tests.support.fake_collector import FakeCollector


def levels(site: SiteBundle) -> dict[str, Level]:
    return {one.id: one.level for one in reaching(site, 5)}


def test_name_that_nobody_knows_ends_it() -> None:
    site = SiteBundle(0, CollectorId("c1" * 16), "https://collector..example:7443", (), "00" * 32, "00" * 32)

    assert levels(site) == {"name": Level.WRONG}


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    site = SiteBundle(0, CollectorId("c1" * 16), f"https://127.0.0.1:{port}", (), "00" * 32, "00" * 32)

    assert levels(site) == {"name": Level.WELL, "route": Level.WRONG}


@pytest.fixture
def collector(tmp_path: Path) -> Iterator[FakeCollector]:
    (tmp_path / "one").mkdir()
    with FakeCollector(tmp_path / "one") as running:
        yield running


def test_right_and_foreign_certificates(collector: FakeCollector, tmp_path: Path) -> None:
    (tmp_path / "another").mkdir()
    with FakeCollector(tmp_path / "another") as other:
        foreign = replace(collector.site, ca_certificates=other.site.ca_certificates)

    assert levels(collector.site) == {"name": Level.WELL, "route": Level.WELL, "certificate": Level.WELL}
    assert levels(foreign)["certificate"] is Level.WRONG
