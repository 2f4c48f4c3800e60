"""Three real agents sweep a segment, ask about strangers, and one of them is a canary; real frames on a bridge."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from collector.store.canaries import OUTCOME
from tests.support.deployment import GATEWAY, SEGMENT, Deployment, deployment, wait_for
from tests.support.laboratory import Host
from tests.support.raw_frames import arp_request, send

pytestmark = [pytest.mark.root, pytest.mark.slow, pytest.mark.timeout(420)]

PRINTER, PRINTER_MAC = "10.37.12.200", "00:00:5e:00:53:70"
SECADMIN = "wang-sec"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Deployment]:
    with deployment(tmp_path) as made:
        for number in range(3):
            made.pc(f"pc-{number + 1}", f"00:00:5e:00:53:{number + 1:02x}", f"10.37.12.{21 + number}")
        made.settle()
        yield made


def quiet(site: Deployment, name: str, mac: str, address: str) -> Host:
    """A device that answers and never speaks by itself."""
    host = site.lan.host(name, mac=mac)
    host.namespace.run("sh", "-c", "echo 1 >/proc/sys/net/ipv6/conf/eth0/disable_ipv6")
    host.set_address(f"{address}/24")
    return host


def swept(site: Deployment) -> dict[str, Any]:
    ran = site.collector.do("segment", "sweep", SEGMENT, "--watch", "--json", home=SECADMIN)
    found: dict[str, Any] = json.loads(ran.out)
    return found


def stranger(site: Deployment, mac: str) -> dict[str, Any] | None:
    found = [
        one for one in site.alerts("unregistered-terminal") if one["evidence"]["mac"] == mac.upper().replace(":", "-")
    ]
    return found[0] if found else None


def test_a_quiet_printer_is_found_by_the_sweep_and_judged(site: Deployment) -> None:
    site.register("printer", PRINTER_MAC, kind="printer")
    quiet(site, "printer", PRINTER_MAC, PRINTER)
    quiet(site, "nobody", "00:00:5e:00:53:66", "10.37.12.201")
    planned = site.json("segment", "sweep", SEGMENT, "--dry-run", home=SECADMIN)
    shown = site.collector.do("segment", "sweep", SEGMENT, "--dry-run", home=SECADMIN).out
    found = swept(site)
    tried = site.collector.run("segment", "canary", SEGMENT, "--reason", "drill", home=SECADMIN).out

    assert planned["agents"] == 3
    hosts = {row["id"]: row["hostname"] for row in site.json("agents", home=SECADMIN)}
    assert {share["agent"] for share in planned["shares"]} == set(hosts)
    assert all(host in shown for host in hosts.values())
    assert any(host in tried for host in hosts.values())
    assert not any(agent in text for agent in hosts for text in (shown, tried))
    assert planned["frames_per_second"] <= 40
    assert found["state"] == "done"
    assert found["agents"] == 3
    by_address = {one["address"]: one["standing"] for one in found["found"]}
    # The gateway's answers to its PCs are heard by nobody else.
    assert by_address.pop(GATEWAY, "infrastructure") == "infrastructure"
    assert by_address == {PRINTER: "registered-agentless", "10.37.12.201": "unregistered"}
    assert found["asked"] == found["targets"] >= 240
    assert (found["ended_us"] - found["begun_us"]) / 1e6 < 3 * planned["seconds"] + 15
    (listed,) = site.json("segment", "sweeps", SEGMENT, home=SECADMIN)
    assert listed["standings"] == found["standings"]


def test_a_forged_frame_stays_suspected_and_a_stranger_that_answers_is_confirmed(site: Deployment) -> None:
    forger = site.lan.host("forger", mac="00:00:5e:00:53:02")
    forger.namespace.run("sh", "-c", "echo 1 >/proc/sys/net/ipv6/conf/eth0/disable_ipv6")
    quiet(site, "real", "00:00:5e:00:53:77", "10.37.12.177")
    send(forger, arp_request("00:00:5e:00:53:78", "10.37.12.178", "10.37.12.99"))
    send(forger, arp_request("00:00:5e:00:53:77", "10.37.12.177", "10.37.12.99"))

    def confirmed(mac: str) -> bool:
        found = stranger(site, mac)
        return found is not None and found["certainty"] == "confirmed"

    wait_for(lambda: confirmed("00:00:5e:00:53:77"), "the stranger that answers is confirmed")
    wait_for(lambda: stranger(site, "00:00:5e:00:53:78") is not None, "the forged frame's alert")


def test_a_canary_measures_the_way_and_is_told_to_nobody(site: Deployment) -> None:
    found = site.json("segment", "canary", SEGMENT, home=SECADMIN)

    assert found["outcome"] == "alerted"
    assert not found["over_the_wire"]
    assert 0 <= found["stored_us"] - found["heard_us"] < 30_000_000
    closed = site.collector.client(SECADMIN).get("alerts", closed=True)
    (alert,) = [one for one in closed if one["evidence"].get("canary") == found["id"]]
    assert alert["state"] == "closed"
    assert alert["evidence"]["not_told"] == OUTCOME
