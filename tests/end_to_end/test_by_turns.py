"""A PC takes its cable to another network while the collector is away: told on its return, from its signed journal."""

import time
from pathlib import Path
from typing import Any

import pytest

from protocol.observations import Elsewhere
from tests.support.deployment import GATEWAY, Deployment, deployment, wait_for
from tests.support.held import held_by_agent, held_by_collector
from tests.support.laboratory import Host, Lan

pytestmark = [pytest.mark.root, pytest.mark.slow, pytest.mark.timeout(300)]

RULE = "two-zones-by-turns"
MAC, ADDRESS = "00:00:5e:00:53:01", "10.37.12.21"
AWAY_SECONDS = 20
NOT_OF_THAT_NETWORK = {"unregistered-terminal", "unapproved-adapter", "unlisted-gateway", "two-zones-at-once"}
LEAST_SECONDS = 10
"""What the rule passes over."""


def test_a_network_used_while_the_collector_was_away_is_told_on_return(tmp_path: Path) -> None:
    with deployment(tmp_path) as site, Lan() as home:
        home.host("home-router", address="192.168.1.1/24")
        host, agent = site.pc("pc-1", MAC, ADDRESS)
        site.settle()
        wait_for(lambda: held_by_agent(agent.state).waiting == 0, "its inventory delivered")
        site.collector.kill()
        left_us = now_us()
        move(host, site.lan, home, "192.168.1.7/24", "192.168.1.1")
        wait_for(lambda: agent.status().get("is_attached") is False, "an agent that knows it is elsewhere")
        time.sleep(AWAY_SECONDS)
        back_us = now_us()
        move(host, home, site.lan, f"{ADDRESS}/24", GATEWAY)
        host.speak_to(GATEWAY)
        wait_for(lambda: agent.status().get("is_attached"), "an agent that is attached again")
        attached_us = now_us()
        site.collector.restart()

        (alert,) = wait_for(lambda: site.alerts(RULE), "an alert", seconds=120)

        said = alert["evidence"]
        assert left_us <= said["from_us"] <= back_us - LEAST_SECONDS * 1_000_000
        assert back_us <= said["to_us"] <= attached_us
        assert (said["zone"], said["interface"]) == ("consumer", "eth0")
        assert alert["severity"] == "high"
        assert said["collector_out_of_reach"] is True
        assert said["late"] is True
        assert said["received_us"] > attached_us
        assert alert["certainty"] == "confirmed"
        require_signed(site, said)
        assert not {one["rule"] for one in site.alerts()} & NOT_OF_THAT_NETWORK


def move(host: Host, old: Lan, new: Lan, address: str, gateway: str) -> None:
    """The cable from one switch to another, and what DHCP would do then."""
    old.switch.run("ip", "link", "set", host.port, "netns", str(new.switch.pid))
    host.drop_addresses()
    new.switch.run("ip", "link", "set", host.port, "master", "br0", "up")
    host.set_address(address, gateway)
    host.speak_to(gateway)


def require_signed(site: Deployment, said: dict[str, Any]) -> None:
    """The report that tells of it lies in the agent's chain as it came, and names no address of that network."""
    there = held_by_collector(site.collector.state)
    ((_, rows),) = there.reports.items()
    told = [(row, item) for row in rows for item in there.observations[row.intake] if isinstance(item, Elsewhere)]
    assert any(
        (item.zone, abs(item.from_us - said["from_us"]) < 1_000_000) == ("consumer", True)
        and row.received_us >= said["received_us"]
        for row, item in told
    )
    leaked = [item for said in there.observations.values() for item in said if "192.168.1." in str(item)]
    assert leaked == []


def now_us() -> int:
    return time.time_ns() // 1000
