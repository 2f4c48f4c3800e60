from collector.rules.duplicate_address import DuplicateAddress
from collector.rules.facts import PresenceFacts
from collector.rules.finding import Certainty, Finding
from protocol.observations import HeardHow
from tests.support.rule_facts import findings
from tests.support.scenario import ADDRESS_1, MAC_1, MAC_2, Scenario, scenario


def wanted(seconds: int, *, is_answered: bool = True) -> list[Finding]:
    story = _story(is_answered=is_answered)
    for _ in range(0, seconds, 20):
        story.sighting(MAC_2, ADDRESS_1, how=HeardHow.ARP_PROBE).after(1)
        if is_answered:
            story.sighting(MAC_1, ADDRESS_1, how=HeardHow.ARP_REPLY)
        story.after(19)
    story.sighting(MAC_2, ADDRESS_1, how=HeardHow.ARP_PROBE)
    return findings(DuplicateAddress().judge(PresenceFacts(story.presence(MAC_2))))


def _story(*, is_answered: bool) -> Scenario:
    story = scenario().registered("one", MAC_1, agent=False).registered("two", MAC_2, agent=False).at("09:00")
    return story.sighting(MAC_1, ADDRESS_1, how=HeardHow.ARP_REPLY) if is_answered else story


def test_who_keeps_asking_for_an_address_in_use() -> None:
    (one,) = wanted(80)

    assert (one.certainty, one.evidence["macs"]) == (Certainty.CONFIRMED, [str(MAC_1), str(MAC_2)])


def test_waking_pc_that_asks_once_is_suspected_at_most() -> None:
    assert [one.certainty for one in wanted(20)] == [Certainty.SUSPECTED]


def test_free_address_is_nobodys() -> None:
    assert wanted(80, is_answered=False) == []
