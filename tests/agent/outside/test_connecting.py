"""Real connections over real namespaces: through one adapter and no other."""

import socket
from collections.abc import Iterator

import pytest

from agent.outside.connecting import reaches
from protocol.endpoint import parse_endpoint
from tests.support.inside import inside
from tests.support.laboratory import Host, Lan
from tests.support.outside import TARGETS, FrameCounter, listening

pytestmark = pytest.mark.root

ONE, TWO = map(parse_endpoint, TARGETS)
PATIENCE = 2.0


@pytest.fixture
def lans() -> Iterator[tuple[Lan, Lan]]:
    with Lan() as office, Lan() as home:
        yield office, home


@pytest.fixture
def pc(lans: tuple[Lan, Lan]) -> Host:
    """On two LANs at once, the office's router preferred; only the other one's knows the outside."""
    office, home = lans
    office.host("router", address="10.37.12.1/24")
    host = office.host("pc", address="10.37.12.21/24", gateway="10.37.12.1")
    home.plug(host.namespace, "wlan0", None)
    for command in (
        ("ip", "link", "set", "wlan0", "up"),
        ("ip", "address", "add", "192.168.1.7/24", "dev", "wlan0"),
        ("ip", "route", "add", "default", "via", "192.168.1.1", "metric", "600"),
    ):
        host.namespace.run(*command)
    return host


def test_only_the_adapter_that_leads_there_reaches_it(lans: tuple[Lan, Lan], pc: Host) -> None:
    home_router = lans[1].host("home-router", address="192.168.1.1/24")
    with listening(home_router, *TARGETS), inside(pc.namespace):
        assert not reaches(ONE, "eth0", PATIENCE)
        assert reaches(ONE, "wlan0", 30)
        assert reaches(TWO, "wlan0", 30)


def test_a_refusal_and_silence_are_no_connection(lans: tuple[Lan, Lan], pc: Host) -> None:
    home_router = lans[1].host("home-router", address="192.168.1.1/24")
    home_router.namespace.run("ip", "address", "add", "192.0.2.1/32", "dev", "lo")
    with inside(pc.namespace):
        assert not reaches(ONE, "wlan0", 30)
        assert not reaches(TWO, "wlan0", PATIENCE)


def test_an_adapter_that_is_gone_reaches_nothing(pc: Host) -> None:
    with inside(pc.namespace):
        assert not reaches(ONE, "usb7", PATIENCE)


def test_not_a_byte_is_said(lans: tuple[Lan, Lan], pc: Host) -> None:
    home_router = lans[1].host("home-router", address="192.168.1.1/24")
    with inside(home_router.namespace):
        home_router.namespace.run("ip", "address", "add", "192.0.2.1/32", "dev", "lo")
        listener = socket.create_server(("192.0.2.1", 443))
    with listener, FrameCounter(home_router) as counter, inside(pc.namespace):
        assert reaches(ONE, "wlan0", 30)
        listener.settimeout(30)
        taken, _ = listener.accept()
        with taken:
            taken.settimeout(30)
            assert taken.recv(100) == b""
    assert counter.to(TARGETS) > 0
