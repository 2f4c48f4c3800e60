from dataclasses import replace

from collector.rules.facts import PresenceFacts, lateness
from tests.support.rule_facts import pc_facts
from tests.support.scenario import ADDRESS_9, SEGMENT, STRANGER, scenario


def test_evidence_names_what_a_person_needs() -> None:
    story = scenario().at("09:00").sighting(STRANGER, ADDRESS_9)
    evidence = PresenceFacts(story.presence(STRANGER)).evidence()

    assert evidence["mac"] == str(STRANGER)
    assert evidence["addresses"] == [str(ADDRESS_9)]
    assert evidence["segment"] == SEGMENT.name
    assert evidence["unit"] == SEGMENT.unit_name
    assert evidence["witnesses"] == ["watcher-1"]
    assert "late" not in evidence


def test_old_evidence_says_so() -> None:
    assert lateness(0, 60_000_000) == {}
    assert lateness(0, 60_000_001) == {"late": True, "received_us": 60_000_001}
    assert lateness(0, None) == {}


def test_what_a_probe_could_not_see_is_known_whole_or_in_part() -> None:
    facts = replace(pc_facts(), unanswered=(("wireless", "no nl80211"),), partly=(("sharing", "no helper"),))

    assert [facts.unseen(probe) for probe in ("wireless", "sharing", "adapters")] == ["no nl80211", "no helper", None]
