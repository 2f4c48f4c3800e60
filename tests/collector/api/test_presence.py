"""Every address on the wire now, with its verdict, within the scope."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from collector.operators.roles import Role
from tests.support.agents_door import STRANGER_MAC
from tests.support.both_doors import BothDoors, open_both_doors
from tests.support.colleagues import Colleague, colleague, hears, minutes


@pytest.fixture
def doors(tmp_path: Path) -> Iterator[BothDoors]:
    with open_both_doors(tmp_path) as opened:
        yield opened


@pytest.fixture
def watcher(doors: BothDoors) -> Colleague:
    """Beats, and has heard a stranger and a colleague; a third agent is heard by nobody."""
    first, second, third = (colleague(doors.agents, number) for number in (11, 12, 13))
    minutes(doors.agents, 2, [first, second, third])
    voice = first.voice
    hears(
        doors.agents,
        first,
        voice.sighting(second.mac, second.address, lasting=5),
        voice.sighting(STRANGER_MAC, "10.37.12.99", lasting=5),
    )
    return first


def now(client: httpx.Client, **query: str) -> dict[str, dict[str, Any]]:
    answer = client.get("presence", params=query)
    assert answer.status_code == 200, answer.text
    return {row["address"]: row for row in answer.json()["rows"]}


def test_heard_and_claimed_each_with_its_verdict(doors: BothDoors, watcher: Colleague) -> None:
    found = now(doors.operators.as_role(Role.READER))

    assert {address: row["standing"] for address, row in found.items()} == {
        "10.37.12.11": "vouched",
        "10.37.12.12": "vouched",
        "10.37.12.13": "vouched",
        "10.37.12.99": "unregistered",
    }
    heard, unheard = found["10.37.12.12"], found["10.37.12.13"]
    assert (heard["how"], heard["witnesses"]) == ("arp-request", [f"agent:{watcher.id}"])
    assert (unheard["how"], unheard["witnesses"], len(unheard["claimed_by"])) == (None, [], 1)
    assert (heard["unit"], heard["reg_no"] is None, heard["segment"]) == ("示例市财政局", False, "财政局三楼")
    stranger = found["10.37.12.99"]
    assert (stranger["reg_no"], stranger["unit"], stranger["is_certain"]) == (None, "示例市财政局", True)
    assert stranger["age_us"] >= 0


def test_narrowed_by_mac_address_segment_and_unit(doors: BothDoors, watcher: Colleague) -> None:
    reader = doors.operators.as_role(Role.READER)

    assert set(now(reader, question="0000-5e00-5366")) == {"10.37.12.99"}
    assert set(now(reader, question="10.37.12.12")) == {"10.37.12.12"}
    assert now(reader, segment="政务大厅") == {}
    assert len(now(reader, unit="示例市财政局")) == 4
    assert reader.get("presence", params={"question": "CZJ-YSK-01"}).status_code == 400


def test_another_unit_sees_nothing_of_it(doors: BothDoors, watcher: Colleague) -> None:
    other = doors.operators.as_role(Role.READER, doors.agents.ledger.services)

    assert now(other) == {}
    assert other.get("presence", params={"segment": "财政局三楼"}).status_code == 404


def test_guest_of_another_unit_is_not_named(doors: BothDoors, watcher: Colleague) -> None:
    guest_mac = "00-00-5E-00-53-03"
    hears(doors.agents, watcher, watcher.voice.sighting(guest_mac, "10.37.12.88", lasting=5))
    row = now(doors.operators.as_role(Role.READER, doors.agents.ledger.finance))["10.37.12.88"]

    assert (row["reg_no"], row["is_of_other_unit"]) == (None, True)
    assert now(doors.operators.as_role(Role.READER))["10.37.12.88"]["reg_no"] is not None


def test_pages_lose_and_repeat_nothing(doors: BothDoors, watcher: Colleague) -> None:
    reader = doors.operators.as_role(Role.READER)
    found: list[str] = []
    after: str | None = None
    while True:
        page = reader.get("presence", params={"most": 2} | ({"after": after} if after else {})).json()
        found += [row["address"] for row in page["rows"]]
        after = page["next"]
        if after is None:
            break

    assert sorted(found) == ["10.37.12.11", "10.37.12.12", "10.37.12.13", "10.37.12.99"]


def test_what_was_heard_long_ago_and_is_claimed_no_more_is_not_there(doors: BothDoors, watcher: Colleague) -> None:
    doors.agents.advance(1200)
    doors.agents.tick()

    assert now(doors.operators.as_role(Role.READER)) == {}
