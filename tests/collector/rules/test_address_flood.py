import pytest

from collector.rules.address_flood import AddressFlood, flood_key
from collector.rules.facts import FloodFacts
from tests.support.rule_facts import NOW, findings
from tests.support.scenario import SEGMENT


@pytest.mark.parametrize(
    ("pairs", "glimpsed", "count"),
    [(255, 0, 0), (256, 0, 1), (0, 255, 0), (0, 256, 1), (1_000_000, 4_096, 1)],
)
def test_masses_make_a_flood(pairs: int, glimpsed: int, count: int) -> None:
    facts = FloodFacts(SEGMENT, NOW - 1, NOW, NOW, "agent:1", pairs=pairs, frames=pairs, glimpsed=glimpsed)
    found = findings(AddressFlood().judge(facts))

    assert [one.dedup_key for one in found] == [flood_key(SEGMENT.id)] * count


def test_threshold_is_tunable() -> None:
    facts = FloodFacts(SEGMENT, NOW - 1, NOW, NOW, "agent:1", pairs=10)

    assert len(findings(AddressFlood(least_pairs=10).judge(facts))) == 1
