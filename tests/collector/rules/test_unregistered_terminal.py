from dataclasses import replace

from collector.presence.fingerprint import Kin
from collector.rules.facts import PresenceFacts
from collector.rules.finding import Finding, Settled
from collector.rules.unregistered_terminal import UnregisteredTerminal
from protocol.mac import MacAddress
from protocol.observations import HeardHow
from tests.support.scenario import ADDRESS_9, GATEWAY, MAC_1, PHONE, STRANGER, VRRP, scenario


def test_suspected_on_the_first_frame_confirmed_by_a_later_one_and_told_once() -> None:
    story = scenario().at("09:00").sighting(STRANGER, ADDRESS_9).suspects("unregistered-terminal").expects()
    story.after(0.2).sighting(STRANGER, ADDRESS_9).expects("unregistered-terminal")
    for _ in range(20):
        story.after(30).sighting(STRANGER, ADDRESS_9)

    story.expects("unregistered-terminal")


def test_confirmed_by_another_witness_of_the_same_frame() -> None:
    scenario().at("09:00").sighting(STRANGER).sighting(STRANGER, by="watcher-2").expects("unregistered-terminal")


def test_one_mac_is_one_alert_whatever_addresses_it_tries() -> None:
    story = scenario().at("09:00").sighting(STRANGER, how=HeardHow.DHCP4).after(1).sighting(STRANGER, ADDRESS_9)

    story.after(1).sighting(STRANGER).expects("unregistered-terminal")


def test_coming_back_within_a_week_is_the_same_episode() -> None:
    story = scenario().at("09:00").sighting(STRANGER, lasting=5).at("2 09:00").sighting(STRANGER, lasting=5)

    story.expects("unregistered-terminal")


def test_randomised_mac_says_so() -> None:
    (alert,) = scenario().at("09:00").sighting(PHONE, lasting=5).alerts.values()

    assert alert.evidence["randomised"] is True


def test_infrastructure_and_registered_terminals_raise_nothing() -> None:
    story = scenario().registered("printer", MAC_1, agent=False).at("09:00")
    for mac in (GATEWAY, VRRP, MAC_1):
        story.sighting(mac, ADDRESS_9, lasting=9)

    story.expects().suspects()


def test_registering_it_settles_it() -> None:
    story = scenario().at("09:00").sighting(STRANGER, lasting=5).registered("pc", STRANGER, agent=False)
    story.after(10).sighting(STRANGER)

    assert [alert.state for alert in story.alerts.values()] == ["closed"]


def test_old_evidence_is_told_as_old() -> None:
    story = scenario().at("10:00").sighting(STRANGER, ADDRESS_9, heard_at="09:00", lasting=5)

    (alert,) = story.alerts.values()
    assert alert.state == "quiet"
    assert alert.evidence["late"] is True
    story.expects("unregistered-terminal")


def test_a_phone_that_makes_up_another_mac_is_still_one_stranger() -> None:
    story = scenario().at("09:00").sighting(PHONE, lasting=5)
    earlier = Kin(MacAddress.parse("DA-A1-19-00-53-00"), story.now_us - 1, "dhcp4:ff0011")
    presence = replace(story.presence(PHONE), kin=(earlier,))
    (finding,) = UnregisteredTerminal().judge(PresenceFacts(presence))

    assert isinstance(finding, Finding)
    assert finding.subject.id == str(PHONE)

    older = replace(presence, kin=(replace(earlier, first_us=0),))
    settled, finding = UnregisteredTerminal().judge(PresenceFacts(older))

    assert isinstance(settled, Settled)
    assert isinstance(finding, Finding)
    assert (settled.subject.id, finding.subject.id) == (str(PHONE), str(earlier.mac))
    assert finding.evidence["macs"] == sorted([str(PHONE), str(earlier.mac)])
    assert finding.evidence["joined_by"] == ["dhcp4:ff0011"]
