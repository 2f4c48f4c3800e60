"""Whether the collector can be reached, on loopback."""

import socket
from dataclasses import replace

from agent.doctor.finding import Level
from agent.doctor.reaching import reaching
from protocol.enrolment import SiteBundle
from tests.support.fake_collector import FakeCollector


def levels(site: SiteBundle) -> dict[str, Level]:
    return {one.id: one.level for one in reaching(site, 5)}


def test_name_that_nobody_knows_ends_it() -> None:
    site = SiteBundle(0, "c1" * 16, "https://collector.invalid:7443", (), "00" * 32, "00" * 32)

    assert levels(site) == {"name": Level.WRONG}


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    site = SiteBundle(0, "c1" * 16, f"https://127.0.0.1:{port}", (), "00" * 32, "00" * 32)

    assert levels(site) == {"name": Level.WELL, "route": Level.WRONG}
