from dataclasses import replace
from ipaddress import ip_address

from collector.presence.conflicts import judge_addresses
from collector.presence.learnt import Decision, Learnt, Role, Surroundings
from collector.presence.subject import AgentStanding, Presence
from collector.presence.vouching import Standing, judge_mac
from collector.rules.facts import PresenceFacts
from collector.rules.finding import Certainty, Severity
from collector.rules.unapproved_infrastructure import UnapprovedInfrastructure
from protocol.mac import MacAddress
from protocol.observations import HeardHow
from tests.support.rule_facts import findings, settled
from tests.support.scenario import ADDRESS_1, MAC_1, SEGMENT, STRANGER, VRRP, Scenario

BARE = replace(SEGMENT, gateway_macs=frozenset(), infrastructure_macs=frozenset())
GATEWAY_ADDRESS = ip_address("10.37.12.1")
ANSWERED = [ip_address(f"10.37.12.{number}") for number in range(100, 106)]


def proxy(*also: object, agent_holds: bool = False) -> Scenario:
    story = Scenario(segment=BARE).at("09:00")
    if agent_holds:
        story.registered("pc", MAC_1).beat("pc", (MAC_1, ANSWERED[0])).sighting(MAC_1, ANSWERED[0])
    for _ in range(2):
        for address in (*ANSWERED, *also):
            story.sighting(STRANGER, address, how=HeardHow.ARP_REPLY)  # type: ignore[arg-type]
        story.after(1)
    return story


def test_proxy_arp_is_one_alert_of_its_own() -> None:
    presence = proxy().presence(STRANGER)
    (one,) = findings(UnapprovedInfrastructure().judge(PresenceFacts(presence)))

    # No less grave than the stranger it would be with fewer addresses.
    assert (one.severity, one.certainty, one.evidence["role"]) == (Severity.HIGH, Certainty.CONFIRMED, "proxy-arp")
    assert len(one.evidence["answers_for"]) == len(ANSWERED)  # type: ignore[arg-type]
    assert judge_mac(presence).standing is Standing.UNAPPROVED_INFRASTRUCTURE
    assert judge_addresses(presence) == []


def test_answering_for_a_live_agents_address_is_high_and_still_one() -> None:
    story = proxy(agent_holds=True)
    (one,) = findings(UnapprovedInfrastructure().judge(PresenceFacts(story.presence(STRANGER))))

    assert (one.severity, one.evidence["of_live_agents"]) == (Severity.HIGH, [str(ANSWERED[0])])
    assert "mac-clone" not in story.told


def test_virtual_router_of_a_declared_gateway_is_suspected_until_routes_vouch_for_it_then_for_information() -> None:
    story = Scenario(segment=BARE).at("09:00").sighting(VRRP, GATEWAY_ADDRESS, lasting=60)

    (one,) = findings(UnapprovedInfrastructure().judge(PresenceFacts(story.presence(VRRP))))
    assert (one.severity, one.certainty, one.evidence["role"]) == (Severity.MEDIUM, Certainty.SUSPECTED, "vrrp")
    (one,) = findings(UnapprovedInfrastructure().judge(PresenceFacts(vouched(story, VRRP))))
    assert (one.severity, one.evidence["role"]) == (Severity.INFO, "vrrp")
    story.expects().suspects("unapproved-infrastructure")


def test_first_speaker_of_a_gateway_is_suspected_for_good_until_routes_vouch_for_it() -> None:
    story = Scenario(segment=BARE).at("09:00").sighting(STRANGER, GATEWAY_ADDRESS)
    for _ in range(100):
        story.after(60).sighting(STRANGER, GATEWAY_ADDRESS).sighting(STRANGER, GATEWAY_ADDRESS, by="watcher-2")

    (one,) = findings(UnapprovedInfrastructure().judge(PresenceFacts(story.presence(STRANGER))))
    assert (one.severity, one.certainty) == (Severity.MEDIUM, Certainty.SUSPECTED)
    assert (one.evidence["role"], one.evidence["answers_for"]) == ("gateway", [str(GATEWAY_ADDRESS)])
    story.expects().suspects("unapproved-infrastructure")
    (over,) = settled(UnapprovedInfrastructure().judge(PresenceFacts(vouched(story, STRANGER))))
    assert "routes of two terminals" in over.why


def test_gateway_that_routes_vouch_for_answers_for_others_as_a_medium_matter() -> None:
    presence = proxy(GATEWAY_ADDRESS).presence(STRANGER)
    trusted = replace(presence, learnt=Surroundings(vouched=frozenset({(GATEWAY_ADDRESS, STRANGER)})))

    (one,) = findings(UnapprovedInfrastructure().judge(PresenceFacts(trusted)))
    assert (one.severity, one.evidence["role"]) == (Severity.MEDIUM, "proxy-arp")


def test_claim_of_an_unapproved_agent_takes_nothing_off_a_proxy() -> None:
    story = Scenario(segment=BARE).registered("pc", MAC_1).at("09:00")
    story.beat("pc", (STRANGER, ANSWERED[0]), *((MAC_1, one) for one in ANSWERED))
    story.agents["pc"].standing = AgentStanding.PENDING
    for address in ANSWERED:
        story.sighting(STRANGER, address, how=HeardHow.ARP_GRATUITOUS).after(30)

    (one,) = findings(UnapprovedInfrastructure().judge(PresenceFacts(story.presence(STRANGER))))
    assert (one.severity, one.certainty) == (Severity.HIGH, Certainty.CONFIRMED)


def vouched(story: Scenario, mac: MacAddress) -> Presence:
    return replace(story.presence(mac), learnt=Surroundings(vouched=frozenset({(GATEWAY_ADDRESS, mac)})))


def test_forged_virtual_mac_is_a_stranger() -> None:
    story = Scenario(segment=BARE).at("09:00").sighting(VRRP, ADDRESS_1, lasting=1)

    assert findings(UnapprovedInfrastructure().judge(PresenceFacts(story.presence(VRRP)))) == []
    story.expects("unregistered-terminal")


def test_virtual_mac_beside_its_gateway_on_another_address_is_a_stranger() -> None:
    gateway = ip_address("10.37.12.1")
    story = Scenario().at("09:00")
    forged = replace(BARE, gateway_macs=SEGMENT.gateway_macs)
    story.segment = forged
    story.sighting(VRRP, gateway, lasting=1).sighting(VRRP, ADDRESS_1, lasting=1)

    assert judge_mac(story.presence(VRRP)).standing is Standing.UNREGISTERED


def test_approved_is_quiet_and_rejected_is_a_stranger() -> None:
    presence = proxy().presence(STRANGER)
    approved = replace(presence, segment=replace(BARE, infrastructure_macs=frozenset({STRANGER})))
    row = Learnt(STRANGER, Role.PROXY_ARP, (), "", 0, presence.last_us, Decision.REJECTED)
    rejected = replace(presence, learnt=Surroundings(own=(row,)))

    assert [one.why for one in settled(UnapprovedInfrastructure().judge(PresenceFacts(approved)))] == ["approved"]
    assert judge_mac(approved).standing is Standing.INFRASTRUCTURE
    assert findings(UnapprovedInfrastructure().judge(PresenceFacts(rejected))) == []
    assert judge_mac(rejected).standing is Standing.UNREGISTERED


def test_stays_one_responder_while_fewer_of_its_addresses_are_heard() -> None:
    story = Scenario(segment=BARE).at("09:00").sighting(STRANGER, ANSWERED[0], how=HeardHow.ARP_REPLY, lasting=1)
    row = Learnt(STRANGER, Role.PROXY_ARP, tuple(ANSWERED), "", 0, story.now_us)
    presence = replace(story.presence(STRANGER), learnt=Surroundings(own=(row,)))

    assert len(findings(UnapprovedInfrastructure().judge(PresenceFacts(presence)))) == 1


def test_one_that_never_answers_twice_for_the_same_address_is_told_all_the_same() -> None:
    story = Scenario(segment=BARE).at("09:00")
    for address in ANSWERED:
        story.sighting(STRANGER, address, how=HeardHow.ARP_GRATUITOUS).after(30)

    (one,) = findings(UnapprovedInfrastructure().judge(PresenceFacts(story.presence(STRANGER))))
    assert one.certainty is Certainty.CONFIRMED
