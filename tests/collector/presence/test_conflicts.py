"""Two MACs and one address, as stories."""

import pytest

from collector.presence.conflicts import judge_addresses
from protocol.observations import HeardHow
from tests.support.scenario import (
    ADDRESS_1,
    ADDRESS_2,
    ADDRESS_9,
    MAC_1,
    MAC_2,
    STRANGER,
    Scenario,
    scenario,
)


def office() -> Scenario:
    return scenario().at("08:00").registered("pc-1", MAC_1, address=ADDRESS_1).registered("pc-2", MAC_2).at("09:00")


def conflicts(story: Scenario, mac: object) -> list[str]:
    return [verdict.why for verdict in judge_addresses(story.presence(mac))]  # type: ignore[arg-type]


def test_stranger_on_a_registered_address_is_a_conflict_with_both_macs() -> None:
    story = office().beat("pc-1", (MAC_1, ADDRESS_1)).sighting(MAC_1, ADDRESS_1).after(1).sighting(STRANGER, ADDRESS_1)

    assert conflicts(story, STRANGER) == ["an unregistered MAC uses a registered terminal's address"]
    story.after(1).sighting(STRANGER, ADDRESS_1)
    alert = next(one for one in story.alerts.values() if one.rule == "ip-conflict")
    assert alert.evidence["macs"] == [str(MAC_1), str(STRANGER)]


def test_two_registered_pcs_on_one_address_at_the_same_time() -> None:
    story = office().beat("pc-1", (MAC_1, ADDRESS_1)).beat("pc-2", (MAC_2, ADDRESS_2))
    for _ in range(10):
        story.after(3).sighting(MAC_1, ADDRESS_1).after(3).sighting(MAC_2, ADDRESS_1)

    assert conflicts(story, MAC_2)
    assert "ip-conflict" in story.told
    alert = next(one for one in story.alerts.values() if one.rule == "ip-conflict")
    assert alert.evidence["macs"] == [str(MAC_1), str(MAC_2)]


def test_lease_handed_on_by_dhcp_is_no_conflict() -> None:
    story = office().beat("pc-1", (MAC_1, ADDRESS_1)).after(1).sighting(MAC_1, ADDRESS_1)
    story.after(5).beat("pc-1", (MAC_1, ADDRESS_9)).sighting(MAC_1, ADDRESS_9)
    story.after(2).sighting(MAC_2, ADDRESS_1, how=HeardHow.DHCP4).after(1).beat("pc-2", (MAC_2, ADDRESS_1))
    for _ in range(20):
        story.after(20).sighting(MAC_2, ADDRESS_1).beat("pc-1", (MAC_1, ADDRESS_9)).beat("pc-2", (MAC_2, ADDRESS_1))

    story.expects().suspects()


@pytest.mark.parametrize("how", [HeardHow.DHCP4, HeardHow.ARP_PROBE, HeardHow.ND_DAD, HeardHow.MLD])
def test_asking_for_an_address_in_use_is_no_conflict(how: HeardHow) -> None:
    """A PC that comes from elsewhere asks for its old address first; the one who has it defends it."""
    story = office().beat("pc-1", (MAC_1, ADDRESS_1)).sighting(MAC_1, ADDRESS_1).sighting(MAC_2, ADDRESS_1, how=how)

    assert conflicts(story, MAC_2) == []
