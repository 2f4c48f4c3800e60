"""A PC goes on talking while its agent is silent: told once, settled by the next beat. A sleeping PC is not accused."""

from pathlib import Path
from typing import Any

import pytest

from tests.support.deployment import GATEWAY, Deployment, deployment, wait_for
from tests.support.folded import folded_pairs
from tests.support.own_keeping import OWN_KEEPING
from tests.support.pc_power import OfficePc
from tests.support.raw_frames import ask_for

pytestmark = [pytest.mark.root, pytest.mark.slow, pytest.mark.timeout(300)]

RULE = "agent-silent-while-present"
GRACE_SECONDS = 8
MAC, ADDRESS = "00-00-5E-00-53-02", "10.37.12.22"


def everything(site: Deployment, rule: str = RULE) -> list[dict[str, Any]]:
    """Closed ones too."""
    return [alert for alert in site.json("alerts", "--closed") if alert["rule"] == rule]


def kernel(mac: str) -> str:
    return mac.replace("-", ":").lower()


def history(site: Deployment, alert_id: str) -> list[str]:
    return [event["what"] for event in site.json("alerts", "show", alert_id)["events"]]


def test_agent_killed_without_a_goodbye_is_told_once_and_settled_by_its_return(tmp_path: Path) -> None:
    with deployment(tmp_path, "--silent-grace", str(GRACE_SECONDS)) as site:
        site.pc("watcher", "00:00:5e:00:53:01", "10.37.12.21")
        host, agent = site.pc("pc-2", kernel(MAC), ADDRESS)
        site.settle()
        OfficePc.chatter(host, [GATEWAY])
        agent.kill()
        (alert,) = wait_for(
            lambda: [one for one in everything(site) if one["certainty"] == "confirmed"], "the alert", seconds=120
        )
        wait_for(lambda: everything(site)[0]["times"] >= alert["times"] + 3, "renewals")
        assert history(site, alert["id"]).count("confirmed") == 1
        agent.start()
        wait_for(lambda: everything(site)[0]["state"] == "closed", "its end")
        (settled,) = everything(site)
        others = [one for one in site.json("alerts", "--closed") if one["rule"] not in {RULE, *OWN_KEEPING}]
    assert others == []
    assert (settled["id"], settled["episode"]) == (alert["id"], 1)
    evidence = alert["evidence"]
    assert evidence["mac"] == MAC
    assert ADDRESS in evidence["addresses"]
    assert evidence["grace_us"] == GRACE_SECONDS * 1_000_000
    assert evidence["last_seen_us"] - evidence["last_beat_us"] >= evidence["grace_us"]


def test_sleeping_pc_whose_network_card_answers_is_never_told(tmp_path: Path) -> None:
    """Everything on it has stopped; who is asked for by ARP still answers, as cards with ARP offload do."""
    with deployment(tmp_path, "--silent-grace", str(GRACE_SECONDS)) as site:
        watcher, _ = site.pc("watcher", "00:00:5e:00:53:01", "10.37.12.21")
        _, agent = site.pc("pc-2", kernel(MAC), ADDRESS)
        site.settle()
        agent.kill()
        for _ in range(8 * GRACE_SECONDS):
            ask_for(watcher, "10.37.12.21", ADDRESS, pause=0.5)
        heard = [pair for pair in folded_pairs(site.collector.state, MAC) if pair.address == ADDRESS]
        assert heard[-1].how == "arp-reply"
        assert heard[-1].last_us - heard[-1].first_us > 3 * GRACE_SECONDS * 1_000_000
        assert [one["certainty"] for one in everything(site)] in ([], ["suspected"])
        agent.start()
        wait_for(lambda: site.alerts() == [], "waking up")
