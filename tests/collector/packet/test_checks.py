"""Every check of a packet, each failing for its own cause; and whoever changes a byte is found out."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collector.errors import PacketBroken
from collector.packet.checks import Outcome, check
from collector.trust.keys import SigningKeyPair
from tests.support.packets import PacketSite

Change = Callable[[dict[str, Any]], object]


def failed(outcome: Outcome) -> set[str]:
    return {item.check for item in outcome.failed}


def altered(file: bytes, change: Change) -> bytes:
    """As a thief would: the content changed, the signature left."""
    header, content, _ = file.split(b"\n")
    value = json.loads(content)
    change(value)
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return header + b"\n" + text.encode() + b"\n"


def reports_of(value: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = value["body"]["evidence"]
    return found


def test_genuine_with_both_originals(site: PacketSite, file: bytes) -> None:
    outcome = check(file, site.key, site.collector_id)

    assert outcome.failed == ()
    assert outcome.contents is not None
    assert [item.kind for item in outcome.contents.body.evidence] == ["report", "report"]


def is_found_out(site: PacketSite, file: bytes) -> bool:
    try:
        return not check(file, site.key, site.collector_id).is_genuine
    except PacketBroken:
        return True


@settings(deadline=None)
@given(place=st.integers(min_value=0), change=st.integers(1, 255))
def test_any_changed_byte_is_found_out(site: PacketSite, file: bytes, place: int, change: int) -> None:
    where = place % len(file)
    changed = file[:where] + bytes([file[where] ^ change]) + file[where + 1 :]

    assert is_found_out(site, changed)


def test_every_byte_of_the_header_line_counts(site: PacketSite, file: bytes) -> None:
    for where in range(file.index(b"\n") + 1):
        for change in (1, 0x20, 0x80):
            assert is_found_out(site, file[:where] + bytes([file[where] ^ change]) + file[where + 1 :]), where


@settings(deadline=None)
@given(place=st.integers(min_value=0), more=st.binary(min_size=1, max_size=4))
def test_any_inserted_byte_is_found_out(site: PacketSite, file: bytes, place: int, more: bytes) -> None:
    where = place % (len(file) + 1)

    assert is_found_out(site, file[:where] + more + file[where:])


@settings(deadline=None)
@given(place=st.integers(min_value=0))
def test_any_cut_is_said_to_be_one(site: PacketSite, file: bytes, place: int) -> None:
    cut = file[: place % len(file)]
    try:
        names = failed(check(cut, site.key))
    except PacketBroken as error:
        names = {error.id}

    assert names & {"packet-truncated", "not-a-packet"}


def test_another_key_is_said_to_be_another_key(site: PacketSite, file: bytes) -> None:
    outcome = check(file, SigningKeyPair(bytes(32)).public)

    assert failed(outcome) == {"wrong-key"}


def test_the_policy_key_is_another_key(site: PacketSite, file: bytes) -> None:
    assert "wrong-key" in failed(check(file, site.keys.policy.public))


def test_the_bundle_of_another_collector(site: PacketSite, file: bytes) -> None:
    assert failed(check(file, site.key, "0" * 32)) == {"wrong-collector"}


def test_a_report_taken_out_by_a_thief(site: PacketSite, file: bytes) -> None:
    taken = altered(file, lambda value: reports_of(value).pop())

    assert {"signature", "report-missing", "handover"} <= failed(check(taken, site.key))


FAULTS: list[tuple[str, str, Change]] = [
    ("missing", "report-missing", lambda value: reports_of(value).pop()),
    ("twice", "evidence", lambda value: reports_of(value).append(reports_of(value)[0])),
    ("unnamed", "evidence", lambda value: value["body"]["answer"]["candidates"][0]["evidence"].clear()),
    ("message of the other", "report-digest", lambda value: _swap(value, "message")),
    ("digest of the other", "report-digest", lambda value: _swap(value, "digest")),
    ("row of the other", "report-row", lambda value: _swap(value, "row")),
    ("row edited", "chain", lambda value: reports_of(value)[0]["row"].update(received_us=7)),
    ("clock edited", "report-row", lambda value: reports_of(value)[0]["row"].update(taken_wall_us=7)),
    ("intake link", "chain", lambda value: reports_of(value)[1]["row"].update(previous_intake="0" * 64)),
    ("before the head", "chain", lambda value: value["head"].update(intake_count=1)),
    ("another agent's key", "report-signature", lambda value: reports_of(value)[0].update(public_key="11" * 32)),
    ("not base64", "report-signature", lambda value: reports_of(value)[0].update(message="=")),
    ("another key named", "head", lambda value: value["head"].update(key="0" * 16)),
    ("journal count", "chain", lambda value: value["head"].update(journal_count=1)),
    ("action", "handover", lambda value: value["handover"]["entry"].update(action="unit-added")),
    ("hour", "handover", lambda value: value["handover"].update(at_us=7)),
    ("reason", "handover", lambda value: value["handover"].update(reason="别的事由")),
]


def _swap(value: dict[str, Any], name: str) -> None:
    one, other = reports_of(value)
    one[name], other[name] = other[name], one[name]


@pytest.mark.parametrize(("check_id", "change"), [pytest.param(*fault[1:], id=fault[0]) for fault in FAULTS])
def test_what_a_faulty_collector_signed_is_named(site: PacketSite, file: bytes, check_id: str, change: Change) -> None:
    outcome = check(site.resealed(file, change), site.key, site.collector_id)

    assert check_id in failed(outcome)
    assert not failed(outcome) & {"signature", "wrong-key", "packet-malformed"}


def test_resealing_by_itself_breaks_nothing(site: PacketSite, file: bytes) -> None:
    assert site.resealed(file, lambda value: None) == file


def test_a_head_of_another_time(site: PacketSite, file: bytes) -> None:
    later = json.loads(site.packet().split(b"\n")[1])["head"]

    assert {"signature", "chain"} <= failed(check(altered(file, lambda value: value.update(head=later)), site.key))


def test_the_body_of_another_packet(site: PacketSite, file: bytes) -> None:
    other = json.loads(site.packet(question="10.37.12.23").split(b"\n")[1])["body"]
    swapped = altered(file, lambda value: value.update(body=other))

    assert {"signature", "handover"} <= failed(check(swapped, site.key))


def test_the_signature_of_another_packet(site: PacketSite, file: bytes) -> None:
    other = site.packet()
    mixed = other.split(b"\n")[0] + file[file.index(b"\n") :]

    assert failed(check(mixed, site.key)) == {"signature"}
