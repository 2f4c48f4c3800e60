"""The table of design.md section 7, row by row, as stories."""

from dataclasses import replace

import pytest

from collector.presence.learnt import Surroundings
from collector.presence.subject import Admission, AgentStanding
from collector.presence.vouching import Standing, judge_mac
from protocol.observations import HeardHow
from tests.support.scenario import (
    ADDRESS_1,
    ADDRESS_9,
    ELSEWHERE,
    GATEWAY,
    MAC_1,
    MAC_2,
    MAC_3,
    PHONE,
    SEGMENT,
    STRANGER,
    VRRP,
    Scenario,
    clock,
    scenario,
)


def standing(story: Scenario, mac: object) -> Standing:
    return judge_mac(story.presence(mac)).standing  # type: ignore[arg-type]


def office() -> Scenario:
    return scenario().at("08:00").registered("pc-1", MAC_1, address=ADDRESS_1).registered("pc-2", MAC_2).at("09:00")


def test_claimed_and_registered_is_vouched() -> None:
    story = office().beat("pc-1", (MAC_1, ADDRESS_1)).after(5).sighting(MAC_1, ADDRESS_1)

    assert standing(story, MAC_1) is Standing.VOUCHED


def test_claimed_but_not_registered_is_unapproved() -> None:
    story = office().beat("pc-1", (MAC_1, ADDRESS_1), (MAC_3, ADDRESS_9))

    assert standing(story.after(1).sighting(MAC_3, ADDRESS_9), MAC_3) is Standing.CLAIMED_UNAPPROVED


@pytest.mark.parametrize("unapproved", [AgentStanding.PENDING, AgentStanding.SUSPENDED, AgentStanding.RETIRED])
def test_claim_of_an_agent_that_nobody_approved_makes_a_stranger_no_less_grave(unapproved: AgentStanding) -> None:
    story = office().beat("pc-1", (MAC_1, ADDRESS_1), (MAC_3, ADDRESS_9))
    story.agents["pc-1"].standing = unapproved
    story.after(1).sighting(MAC_3, ADDRESS_9).after(1).sighting(MAC_3, ADDRESS_9)

    assert standing(story, MAC_3) is Standing.UNREGISTERED
    story.expects("unregistered-terminal")


def test_printer_is_agentless() -> None:
    story = scenario().registered("printer", MAC_1, agent=False).at("09:00").sighting(MAC_1, ADDRESS_1)

    assert standing(story, MAC_1) is Standing.AGENTLESS


@pytest.mark.parametrize("mac", [GATEWAY, VRRP])
def test_declared_infrastructure(mac: object) -> None:
    story = scenario().at("09:00").sighting(mac, ADDRESS_9)  # type: ignore[arg-type]

    assert standing(story, mac) is Standing.INFRASTRUCTURE


def test_undeclared_vrrp_is_no_infrastructure() -> None:
    story = scenario()
    story.segment = replace(SEGMENT, infrastructure_macs=frozenset())

    assert standing(story.at("09:00").sighting(VRRP, ADDRESS_9), VRRP) is Standing.UNREGISTERED


def test_first_to_speak_for_a_gateway_without_declared_mac_is_suspected_until_routes_vouch_for_it() -> None:
    story = scenario()
    story.segment = replace(SEGMENT, gateway_macs=frozenset())
    (gateway,) = SEGMENT.gateways
    story.at("09:00").sighting(STRANGER, gateway, lasting=60)

    verdict = judge_mac(story.presence(STRANGER))
    assert (verdict.standing, verdict.is_certain) == (Standing.UNAPPROVED_INFRASTRUCTURE, False)
    story.expects().suspects("unapproved-infrastructure")

    around = Surroundings(gateways=((gateway, STRANGER),), vouched=frozenset({(gateway, STRANGER)}))
    vouched = replace(story.presence(STRANGER), learnt=around)
    assert judge_mac(vouched).standing is Standing.INFRASTRUCTURE


def test_registered_pc_that_says_first_to_be_the_gateway_is_judged_by_the_books() -> None:
    story = office()
    story.segment = replace(SEGMENT, gateway_macs=frozenset())
    (gateway,) = SEGMENT.gateways
    story.beat("pc-1", (MAC_1, ADDRESS_1)).after(1).sighting(MAC_1, gateway)

    assert standing(story, MAC_1) is Standing.VOUCHED
    story.suspects("unapproved-infrastructure")


def test_who_only_asks_for_a_gateways_address_does_not_speak_for_it() -> None:
    story = scenario()
    story.segment = replace(SEGMENT, gateway_macs=frozenset())
    story.at("09:00").sighting(STRANGER, next(iter(SEGMENT.gateways)), how=HeardHow.ARP_PROBE)

    assert standing(story, STRANGER) is Standing.UNREGISTERED


def test_pc_heard_before_its_agents_first_beat_is_awaited() -> None:
    story = office().beat("pc-1", (MAC_1, ADDRESS_1)).at("1 08:30").sighting(MAC_1, how=HeardHow.DHCP4)

    assert standing(story, MAC_1) is Standing.AWAITED


def test_agent_that_stays_silent() -> None:
    story = office().beat("pc-1", (MAC_1, ADDRESS_1))
    for _ in range(13):
        story.after(10).sighting(MAC_1, ADDRESS_1)

    assert standing(story, MAC_1) is Standing.SILENT


def test_agent_never_enrolled() -> None:
    story = scenario().registered("pc-1", MAC_1, enrolled=False).at("09:00")
    for _ in range(13):
        story.sighting(MAC_1, ADDRESS_1).after(10)

    assert standing(story, MAC_1) is Standing.AGENT_MISSING


def test_pending_agent_is_awaited() -> None:
    story = scenario().registered("pc-1", MAC_1).at("09:00")
    story.agents["pc-1"].standing = AgentStanding.PENDING
    for _ in range(30):
        story.sighting(MAC_1, ADDRESS_1).after(10)

    assert standing(story, MAC_1) is Standing.AWAITED


@pytest.mark.parametrize(
    ("admission", "expected"),
    [(Admission.NOT_ADMITTED, Standing.NOT_ADMITTED), (Admission.EXPECTED, Standing.AWAITED)],
)
def test_status_decides_who_may_be_on_the_wire(admission: Admission, expected: Standing) -> None:
    story = scenario().registered("pc-1", MAC_1, enrolled=False, admission=admission).at("09:00")

    assert standing(story.sighting(MAC_1, ADDRESS_1), MAC_1) is expected


def test_expired_terminal_is_not_admitted() -> None:
    story = scenario().registered("pc-1", MAC_1, agent=False, expires_us=clock("08:00")).at("09:00")

    assert standing(story.sighting(MAC_1, ADDRESS_1), MAC_1) is Standing.NOT_ADMITTED


def test_terminal_of_another_domain_is_not_admitted() -> None:
    story = scenario().registered("pc-1", MAC_1, agent=False).at("09:00")
    story.segment = replace(SEGMENT, domain="public-service")

    assert standing(story.sighting(MAC_1, ADDRESS_1), MAC_1) is Standing.NOT_ADMITTED


def test_randomised_mac() -> None:
    assert standing(scenario().at("09:00").sighting(PHONE, ADDRESS_9), PHONE) is Standing.RANDOMISED


def test_stranger() -> None:
    assert standing(scenario().at("09:00").sighting(STRANGER, ADDRESS_9), STRANGER) is Standing.UNREGISTERED


def test_shared_dongle_follows_the_agent_that_claims_it() -> None:
    story = office().registered("pc-3", MAC_3).registered("pc-4", MAC_3)
    story.beat("pc-4", (MAC_3, ADDRESS_9)).after(1).sighting(MAC_3, ADDRESS_9)

    verdict = judge_mac(story.presence(MAC_3))

    assert verdict.standing is Standing.VOUCHED
    assert verdict.terminal is not None
    assert verdict.terminal.id == "pc-4"


def clone_with_other_address() -> Scenario:
    story = office().beat("pc-1", (MAC_1, ADDRESS_1))
    for _ in range(15):
        story.after(10).sighting(MAC_1, ADDRESS_9).after(1).beat("pc-1", (MAC_1, ADDRESS_1))
    return story


def test_mac_used_with_an_address_its_agent_denies_is_a_clone() -> None:
    story = clone_with_other_address().after(10).sighting(MAC_1, ADDRESS_9)

    assert standing(story, MAC_1) is Standing.CLONED
    story.expects("mac-clone")


def test_agent_that_beats_often_denies_as_well_as_one_that_beats_each_minute() -> None:
    story = office().beat("pc-1", (MAC_1, ADDRESS_1))
    for _ in range(40):
        story.after(1).sighting(MAC_1, ADDRESS_9).after(1).beat("pc-1", (MAC_1, ADDRESS_1))

    assert standing(story.after(1).sighting(MAC_1, ADDRESS_9), MAC_1) is Standing.CLONED


def test_answering_for_the_pcs_other_adapter_is_no_clone() -> None:
    """Linux answers ARP for any of its addresses on any adapter."""
    story = office()
    for _ in range(15):
        story.after(10).beat("pc-1", (MAC_1, ADDRESS_1), (MAC_3, ADDRESS_9)).after(1).sighting(MAC_1, ADDRESS_9)

    assert standing(story, MAC_1) is Standing.VOUCHED


def test_agent_alive_on_another_segment_is_a_clone_here() -> None:
    story = office()
    for _ in range(15):
        story.after(10).sighting(MAC_1, ADDRESS_1).after(1).beat("pc-1", (MAC_1, ADDRESS_9), segment=ELSEWHERE)

    assert standing(story.after(9).sighting(MAC_1, ADDRESS_1), MAC_1) is Standing.CLONED


def test_roaming_to_another_segment_is_no_clone() -> None:
    story = office()
    for _ in range(10):
        story.after(30).beat("pc-1", (MAC_1, ADDRESS_1)).after(1).sighting(MAC_1, ADDRESS_1)
    for _ in range(10):
        story.after(30).beat("pc-1", (MAC_1, ADDRESS_9), segment=ELSEWHERE).after(1)
        story.sighting(MAC_1, ADDRESS_9, segment=ELSEWHERE)

    story.expects().suspects()
