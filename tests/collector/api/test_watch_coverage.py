"""Who watched when; nothing known is not nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from collector.operators.roles import Role
from tests.support.both_doors import BothDoors, open_both_doors
from tests.support.colleagues import colleague, minutes

HERE = "watching/财政局三楼/coverage"


@pytest.fixture
def doors(tmp_path: Path) -> Iterator[BothDoors]:
    with open_both_doors(tmp_path) as opened:
        yield opened


def test_time_watched_and_gaps_by_family(doors: BothDoors) -> None:
    reader = doors.operators.as_role(Role.READER)
    start_us = doors.agents.rig.clock.now
    one = colleague(doors.agents, 11)
    minutes(doors.agents, 10, [one])
    minutes(doors.agents, 5, [one], one)

    found = reader.get(HERE, params={"from_us": start_us}).json()

    assert [family["family"] for family in found["families"]] == ["ipv4", "ipv6"]
    (watched,) = found["families"][0]["watched"]
    assert start_us <= watched["from_us"] < watched["to_us"] <= start_us + 600_000_000
    assert found["families"][0]["gaps"][-1]["to_us"] == found["to_us"] == doors.agents.rig.clock.now
    assert 0.5 < found["families"][0]["share"] < 0.7
    assert {(watch["hostname"], watch["ended_by"]) for watch in found["watches"]} == {("CZJ-YSK-01", "missed-beats")}


def test_no_data_is_null(doors: BothDoors) -> None:
    found = doors.operators.as_role(Role.READER).get(HERE).json()

    assert [(family["share"], len(family["gaps"])) for family in found["families"]] == [(None, 1), (None, 1)]
    assert found["watches"] == []


def test_before_it_was_declared_nothing_is_asked(doors: BothDoors) -> None:
    reader = doors.operators.as_role(Role.READER)

    found = reader.get(HERE, params={"from_us": 0}).json()
    assert found["from_us"] == reader.get("segments/财政局三楼").json()["from_us"]
    assert reader.get(HERE, params={"to_us": found["from_us"]}).status_code == 400
