"""Adapters that come and go on a PC, and second ways out: known to the collector within a moment, settled when gone."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.deployment import GATEWAY, UNIT, Deployment, deployment, wait_for
from tests.support.known_adapters import known_adapters
from tests.support.laboratory import Host, Lan
from tests.support.own_keeping import OWN_KEEPING
from tests.support.polling import seconds_until

pytestmark = [pytest.mark.root, pytest.mark.slow, pytest.mark.timeout(300)]

OTHER_PREFIX = "10.99.0.0/24"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Deployment, Host]]:
    """One registered PC, its segment administrative; another segment of the public-service domain is declared."""
    with deployment(tmp_path_factory.mktemp("office")) as site:
        declared = ["--unit", UNIT, "--prefix", OTHER_PREFIX, "--domain", "public-service"]
        site.do("segment", "add", "公共服务区", *declared, home="wang-sec")
        host, _ = site.pc("pc-1", "00:00:5e:00:53:01", "10.37.12.21")
        site.settle()
        yield site, host


def by_rule(site: Deployment, rule: str) -> list[dict[str, Any]]:
    return site.alerts(rule)


@pytest.mark.parametrize(
    "made", [("ip", "tuntap", "add", "dev", "tap0", "mode", "tap"), ("ip", "link", "add", "tap0", "type", "veth")]
)
def test_an_adapter_that_appears_is_known_and_forgotten_when_gone(
    office: tuple[Deployment, Host], made: tuple[str, ...]
) -> None:
    site, host = office
    state = site.collector.state
    host.namespace.run(*made)
    known = seconds_until(lambda: "tap0" in known_adapters(state))
    host.namespace.run("ip", "link", "delete", "tap0")
    gone = seconds_until(lambda: "tap0" not in known_adapters(state))
    print(f"{made[-1]}: stored {1000 * known:.0f} ms after the command, its end {1000 * gone:.0f} ms after")


def test_two_domains_at_once(office: tuple[Deployment, Host]) -> None:
    site, host = office
    with Lan() as other:
        port = other.plug(host.namespace, "eth1", "02:00:5e:00:53:99")
        host.namespace.run("ip", "address", "add", "10.99.0.21/24", "dev", "eth1")
        host.namespace.run("ip", "link", "set", "eth1", "up")
        (alert,) = wait_for(lambda: by_rule(site, "two-zones-at-once"), "two zones at once")
        assert alert["certainty"] == "confirmed"
        assert alert["severity"] == "critical"
        assert sorted(alert["evidence"]["domains"]) == ["administrative", "public-service"]
        other.switch.run("ip", "link", "delete", port)
        wait_for(lambda: by_rule(site, "two-zones-at-once") == [], "one network only")


def test_a_default_route_through_a_gateway_nobody_listed(office: tuple[Deployment, Host]) -> None:
    site, host = office
    host.namespace.run("ip", "route", "replace", "default", "via", "10.37.12.77")
    (alert,) = wait_for(lambda: by_rule(site, "unlisted-gateway"), "the unlisted gateway")
    assert alert["certainty"] == "confirmed"
    assert (alert["evidence"]["gateway"], alert["evidence"]["listed"]) == ("10.37.12.77", [GATEWAY])
    host.namespace.run("ip", "route", "replace", "default", "via", GATEWAY)
    wait_for(lambda: by_rule(site, "unlisted-gateway") == [], "the listed gateway again")


def test_nothing_else_was_raised(office: tuple[Deployment, Host]) -> None:
    """What appeared was virtual, and spoke to nobody; a tap is listed as one. Both domains stay on record (R12)."""
    site, _ = office
    raised = {alert["rule"] for alert in site.json("alerts", "--closed")} - OWN_KEEPING
    assert raised <= {"two-zones-at-once", "two-zones-by-turns", "unlisted-gateway", "other-way-out"}
