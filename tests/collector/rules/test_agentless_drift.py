from dataclasses import replace

from collector.presence.fingerprint import Word
from collector.presence.interval import DAY_US
from collector.rules.agentless_drift import AgentlessDrift
from collector.rules.facts import PresenceFacts
from collector.rules.finding import Certainty, Conclusion, Finding, Settled
from tests.support.scenario import MAC_1, scenario

FIRST = Word("dhcp4", "0100005e005301", "Pantum", (1, 3, 6), None, 0, 5 * DAY_US)


def judged(*words: Word, agent: bool = False) -> list[Conclusion]:
    story = scenario().registered("printer", MAC_1, agent=agent).at("09:00").sighting(MAC_1)
    return list(AgentlessDrift().judge(PresenceFacts(replace(story.presence(MAC_1), words=words))))


def later(**other: object) -> Word:
    return replace(FIRST, first_us=6 * DAY_US, last_us=7 * DAY_US, **other)  # type: ignore[arg-type]


def test_another_machine_behind_the_printers_mac_is_confirmed_with_before_and_after() -> None:
    (finding,) = judged(FIRST, later(vendor_class="MSFT 5.0", parameters=(1, 3, 6, 15, 31)))

    assert isinstance(finding, Finding)
    assert finding.certainty is Certainty.CONFIRMED
    assert finding.first_us == 6 * DAY_US
    assert finding.evidence["changes"] == [
        {
            "aspect": "vendor-class",
            "told_by": "dhcp4",
            "before": ["Pantum"],
            "after": "MSFT 5.0",
            "since_us": 6 * DAY_US,
        },
        {
            "aspect": "options-asked-for",
            "told_by": "dhcp4",
            "before": ["1 3 6"],
            "after": "1 3 6 15 31",
            "since_us": 6 * DAY_US,
        },
    ]


def test_one_change_is_suspected_only() -> None:
    (finding,) = judged(FIRST, later(vendor_class="Pantum 2"))

    assert isinstance(finding, Finding)
    assert finding.certainty is Certainty.SUSPECTED


def test_what_speaks_as_ever_and_what_has_an_agent_are_settled() -> None:
    assert [type(one) for one in judged(FIRST)] == [Settled]
    assert [type(one) for one in judged()] == [Settled]
    assert [type(one) for one in judged(FIRST, later(vendor_class="x", parameters=()), agent=True)] == [Settled]


def test_a_dhcp_version_never_spoken_is_suspected_and_confirmed_with_another_machines_duid() -> None:
    (new,) = judged(FIRST, later(version="dhcp6", client_id="0004" + "5a" * 16))
    (foreign,) = judged(FIRST, later(version="dhcp6", client_id="0003000100005e005366"))

    assert isinstance(new, Finding)
    assert isinstance(foreign, Finding)
    assert (new.certainty, foreign.certainty) == (Certainty.SUSPECTED, Certainty.CONFIRMED)
