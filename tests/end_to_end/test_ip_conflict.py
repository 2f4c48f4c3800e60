"""A registered terminal's address, or its MAC, used by somebody else."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.deployment import GATEWAY, Deployment, deployment, wait_for
from tests.support.pc_power import OfficePc

pytestmark = [pytest.mark.root, pytest.mark.slow, pytest.mark.timeout(300)]

WATCHER, VICTIM, OTHER = "00:00:5e:00:53:01", "00:00:5e:00:53:02", "00:00:5e:00:53:03"
ADDRESS, CLONES = "10.37.12.22", "10.37.12.99"
RULE = "ip-conflict"


def upper(mac: str) -> str:
    return mac.replace(":", "-").upper()


def office(site: Deployment) -> None:
    """Somebody who watches, and a registered PC that talks, with its agent."""
    site.pc("watcher", WATCHER, "10.37.12.21")
    victim, _ = site.pc("victim", VICTIM, ADDRESS)
    OfficePc.chatter(victim, [GATEWAY])
    site.settle()


def confirmed(site: Deployment, *rules: str) -> Callable[[], list[dict[str, Any]]]:
    return lambda: [one for one in site.alerts() if one["rule"] in rules and one["certainty"] == "confirmed"]


def test_a_stranger_who_takes_a_registered_address(tmp_path: Path) -> None:
    with deployment(tmp_path) as site:
        office(site)
        squatter = site.stranger("squatter", ADDRESS)
        OfficePc.chatter(squatter, [GATEWAY])
        taker = upper(squatter.mac)
        both = {taker, upper(VICTIM)}
        wait_for(lambda: [one for one in confirmed(site, RULE)() if set(one["evidence"]["macs"]) == both], RULE)
        (alert,) = site.alerts(RULE)
        found = site.alerts()
    assert alert["evidence"]["address"] == ADDRESS
    assert {one["rule"] for one in found} == {RULE, "unregistered-terminal"}
    (stranger,) = [one for one in found if one["rule"] == "unregistered-terminal"]
    assert stranger["subject_id"] == taker


def test_another_registered_pc_that_takes_it(tmp_path: Path) -> None:
    with deployment(tmp_path) as site:
        office(site)
        other, _ = site.pc("other", OTHER, "10.37.12.23")
        other.set_address(f"{ADDRESS}/24")
        other.namespace.run("ip", "route", "replace", "default", "via", GATEWAY, "src", ADDRESS)
        other.namespace.run("ip", "route", "replace", "10.37.12.0/24", "dev", "eth0", "src", ADDRESS)
        OfficePc.chatter(other, [GATEWAY])
        (alert,) = wait_for(confirmed(site, RULE), RULE)
        found = site.alerts()
    assert alert["evidence"]["address"] == ADDRESS
    assert set(alert["evidence"]["macs"]) == {upper(VICTIM), upper(OTHER)}
    assert [one["rule"] for one in found] == [RULE]


def test_a_cloned_mac_is_noticed_by_the_pc_it_belongs_to(tmp_path: Path) -> None:
    with deployment(tmp_path) as site:
        office(site)
        clone = site.stranger("clone", CLONES, VICTIM)
        OfficePc.chatter(clone, [GATEWAY])
        told = confirmed(site, "own-mac-heard")
        (alert,) = wait_for(lambda: [one for one in told() if CLONES in one["evidence"]["addresses"]], "the clone")
        found = site.alerts()
    assert {one["subject_id"] for one in found} == {upper(VICTIM)}
    assert alert["evidence"]["terminal"] is not None
