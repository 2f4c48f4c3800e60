from dataclasses import replace

from collector.presence.interval import MINUTE_US
from protocol.observations import HeardHow
from tests.support.scenario import ADDRESS_1, MAC_1, SEGMENT, Scenario, clock, scenario

RULE = "agent-silent-while-present"


def beating() -> Scenario:
    return scenario().registered("pc", MAC_1, address=ADDRESS_1).at("09:00").beat("pc", (MAC_1, ADDRESS_1))


def heard(story: Scenario, seconds: int, how: HeardHow = HeardHow.ARP_REQUEST) -> Scenario:
    for _ in range(seconds // 10):
        story.after(10).sighting(MAC_1, ADDRESS_1, how=how)
    return story


def test_two_minutes_are_borne_then_suspected_then_told() -> None:
    story = heard(beating(), 120).expects().suspects()
    heard(story, 10).suspects(RULE)
    heard(story, 60).expects(RULE)


def test_next_beat_settles_it() -> None:
    story = heard(beating(), 300).beat("pc", (MAC_1, ADDRESS_1))

    assert [alert.state for alert in story.alerts.values()] == ["closed"]


def test_coming_up_again_is_no_beat() -> None:
    story = Scenario(segment=replace(SEGMENT, silent_grace_us=60_000_000)).registered("pc", MAC_1, address=ADDRESS_1)
    heard(story.at("09:00").beat("pc", (MAC_1, ADDRESS_1)), 90, HeardHow.ARP_REPLY).suspects(RULE)
    story.after(10).sighting(MAC_1, how=HeardHow.ROUTER_SOLICITATION)

    assert [alert.state for alert in story.alerts.values()] == ["open"]


def test_pc_that_is_switched_off_is_not_present() -> None:
    beating().after(5).sighting(MAC_1, ADDRESS_1).after(50_000).expects().suspects()


def test_network_card_of_a_sleeping_pc_is_no_proof() -> None:
    story = heard(beating().after(1800), 8 * 3600, HeardHow.ARP_REPLY)

    story.expects()


def test_a_frame_that_no_sleeping_card_sends_ends_the_doubt() -> None:
    story = heard(beating().after(1800), 400, HeardHow.ARP_REPLY).expects()

    heard(story, 130).expects(RULE)


def test_slow_boot_is_waited_for() -> None:
    story = beating().after(200).sighting(MAC_1, how=HeardHow.DHCP4)
    heard(story, 100).beat("pc", (MAC_1, ADDRESS_1)).after(10).sighting(MAC_1, ADDRESS_1).expects().suspects()


def test_restarting_for_ever_is_not_waited_for() -> None:
    story = beating()
    for _ in range(30):
        story.after(70).sighting(MAC_1, ADDRESS_1)

    story.expects(RULE)


def test_evidence_from_the_past_accuses_nobody() -> None:
    story = beating().at("10:00")
    for minute in range(10, 50):
        story.sighting(MAC_1, ADDRESS_1, heard_at=f"09:{minute}")

    story.expects().suspects()


def test_a_card_that_renews_the_lease_of_a_pc_that_is_off_is_not_its_pc() -> None:
    story = scenario().registered("pc-1", MAC_1).at("18:00").beat("pc-1", (MAC_1, ADDRESS_1))
    for minute in range(0, 14 * 60, 5):
        story.at_us(clock("18:05") + minute * MINUTE_US).sighting(MAC_1, ADDRESS_1, how=HeardHow.ARP_REPLY)
        if minute % 180 == 175:
            story.sighting(MAC_1, ADDRESS_1, how=HeardHow.DHCP4)
            story.sighting(MAC_1, ADDRESS_1, how=HeardHow.ARP_GRATUITOUS)
    story.at("1 08:05").sighting(MAC_1, how=HeardHow.DHCP4).after(50).sighting(MAC_1, ADDRESS_1)

    story.after(50).beat("pc-1", (MAC_1, ADDRESS_1)).sighting(MAC_1, ADDRESS_1).expects().suspects()


def test_a_pc_that_is_rebooted_again_and_again_has_asked_all_the_time() -> None:
    story = scenario().registered("pc-1", MAC_1).at("09:00").beat("pc-1", (MAC_1, ADDRESS_1)).after(600)
    for _ in range(25):
        story.after(100).sighting(MAC_1, ADDRESS_1, how=HeardHow.DHCP4).after(5).sighting(MAC_1, ADDRESS_1)

    story.expects("agent-silent-while-present")
