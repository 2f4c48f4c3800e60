"""How a PC's answers are shown."""

from typing import Any

import pytest

from collector.cli.facts import LABELS, TABLES, paragraphs
from protocol.observations import OBSERVATION_TYPES
from protocol.schema import declared_fields

NOW = 1_772_431_530_000_000


def answer(*observations: dict[str, Any], **more: Any) -> dict[str, Any]:
    ago = {"seen_us": NOW - 180_000_000, "looked_us": NOW - 60_000_000}
    return {"probe": "p", "outcome": "seen", "reason": None, "observations": list(observations)} | ago | more


def shown(*answers: dict[str, Any], only: str | None = "p") -> str:
    return "\n".join(paragraphs({"devices": [], "answers": list(answers), "now_us": NOW}, only))


@pytest.mark.parametrize("kind", TABLES)
def test_tables_show_fields_that_exist(kind: str) -> None:
    said: Any = OBSERVATION_TYPES[kind]
    known = {item.name for item in declared_fields(said)}

    assert set(TABLES[kind][1]) <= known
    assert set(TABLES[kind][1]) - LABELS.keys() <= {"ssid", "bssid"}


def test_every_label_is_used() -> None:
    assert LABELS.keys() == {name for _, names in TABLES.values() for name in names} - {"ssid", "bssid"}


def test_an_answer_has_its_age() -> None:
    text = shown(answer({"type": "forwarding", "version": 4, "is_on": True, "interfaces": ["eno1", "wlan0"]}))

    assert "p: seen 3 min ago" in text
    assert ("Forwarding" in text, "eno1, wlan0" in text, "yes" in text) == (True, True, True)


def test_what_could_not_be_looked_at_keeps_what_was_known() -> None:
    failed = {"outcome": "could-not-look", "reason": "netlink: permission denied"}
    assert shown(answer(**failed)) == "p: could not look 1 min ago: netlink: permission denied"
    text = shown(answer({"type": "resolver", "address": "10.0.0.1", "source": "x"}, **failed))
    assert ("before that: seen 3 min ago" in text, "10.0.0.1" in text) == (True, True)


def test_nothing_and_not_all_are_told_apart() -> None:
    assert "nothing of the kind" in shown(answer(outcome="nothing-here"))
    assert "not all could be seen: no root" in shown(answer(reason="no root"))


def test_a_kind_without_a_table_shows_all_its_fields() -> None:
    text = shown(answer({"type": "neighbour", "address": "10.0.0.9", "state": "stale"}))

    assert ("neighbour" in text, "stale" in text, "10.0.0.9" in text) == (True, True, True)


def test_only_vocabulary_is_translated() -> None:
    """A neighbour's `stale` is the kernel's word, whatever the antivirus rule means by the same one."""
    text = shown(answer({"type": "adapter", "name": "up", "kind": "usb-tether"}, {"type": "neighbour", "state": "up"}))

    assert ("USB tether" in text, text.count("up")) == (True, 3)


def test_hostile_text_does_not_steer_the_terminal() -> None:
    text = shown(answer({"type": "attached-device", "device": "1-2", "product": "\x1b[2J\r\nall is well"}))

    assert "\x1b" not in text
    assert "\r" not in text


def test_only_one_probe_is_shown_without_the_devices() -> None:
    assert shown(answer(), answer(probe="q"), only="q").startswith("q:")
    assert "No way out" in shown(answer(), only=None)
