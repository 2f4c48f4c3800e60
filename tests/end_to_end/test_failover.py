"""A watcher's PC is switched off: another agent watches in its place, and no time is left out of what is known."""

from pathlib import Path
from typing import Any

import pytest

from tests.support.deployment import Deployment, deployment, wait_for

pytestmark = [pytest.mark.root, pytest.mark.slow, pytest.mark.timeout(300)]

SEGMENT = "财政局三楼"
PCS = {f"pc-{number}": (f"00:00:5e:00:53:0{number}", f"10.37.12.2{number}") for number in (1, 2, 3)}
STRANGER = "00:00:5e:00:53:66"


def watchers(site: Deployment) -> set[str]:
    """Those who say in their beats that they watch."""
    found = site.json("segment", "explain", SEGMENT)["candidates"]
    return {str(one["agent_id"]) for one in found if one["watches"] and one["lease"] is not None}


def explained(site: Deployment, agent_id: str) -> dict[str, Any]:
    found = site.json("segment", "explain", SEGMENT)["candidates"]
    return next(one for one in found if one["agent_id"] == agent_id)


def test_another_agent_watches_where_one_is_killed_and_a_person_rules_one_out(tmp_path: Path) -> None:
    with deployment(tmp_path) as site:
        for name, (mac, address) in PCS.items():
            site.pc(name, mac, address)
        site.settle()
        wait_for(lambda: len(watchers(site)) == 2, "two watchers")
        numbers = {agent.status()["agent"]: name for name, agent in site.agents.items()}
        before = watchers(site)
        (spare,) = set(numbers) - before
        assert explained(site, spare)["reasons"][-1] == "next-in-line"

        killed = sorted(before)[0]
        site.agents[numbers[killed]].kill()
        wait_for(lambda: watchers(site) == {spare, *before} - {killed}, "the third one's watch", seconds=120)
        assert (explained(site, killed)["lease"], explained(site, killed)["reasons"]) == (None, ["no-beat"])
        site.stranger("stranger", "10.37.12.99", STRANGER).speak_to("10.37.12.1")
        (alert,) = wait_for(lambda: site.alerts("unregistered-terminal"), "the stranger told", seconds=120)
        assert set(alert["evidence"]["witnesses"]) <= {f"agent:{one}" for one in watchers(site)}

        site.agents[numbers[killed]].start()
        wait_for(lambda: explained(site, killed)["alive_since_us"], "its return")
        out = (before - {killed}).pop()
        site.do("segment", "watch", SEGMENT, "--never", out, "--reason", "领导电脑")
        wait_for(lambda: watchers(site) == {spare, killed}, "the one that returned in its place")
        found = site.json("segment", "coverage", SEGMENT)
        (ipv4, _) = found["families"]
        start_us = ipv4["watched"][0]["from_us"]
        assert [gap for gap in ipv4["gaps"] if gap["from_us"] > start_us] == []
        assert site.alerts("segment-without-watchers") == []
