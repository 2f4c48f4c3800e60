from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.presence.fingerprint import LEARNING_US, Aspect, Change, Kin, Word, eldest, joins
from collector.presence.fingerprint import changes as changes_of
from protocol.mac import MacAddress

MAC, OTHER = MacAddress.parse("DA-A1-19-00-53-01"), MacAddress.parse("DA-A1-19-00-53-02")
PRINTERS = MacAddress.parse("00-00-5E-00-53-04")
DAY = LEARNING_US
PRINTER: dict[str, Any] = {
    "version": "dhcp4",
    "client_id": "0100005e005304",
    "vendor_class": "Pantum",
    "parameters": (1, 3, 6, 15, 12),
    "name": None,
}


def word(first_us: int = 0, last_us: int | None = None, **other: Any) -> Word:
    return Word(**PRINTER | {"first_us": first_us, "last_us": first_us if last_us is None else last_us} | other)


def changes(words: Sequence[Word]) -> tuple[Change, ...]:
    return changes_of(PRINTERS, words)


def aspects(words: Sequence[Word]) -> list[Aspect]:
    return [change.aspect for change in changes(words)]


def test_what_speaks_as_ever_has_not_changed() -> None:
    assert changes([]) == ()
    assert changes([word(0, 90 * DAY)]) == ()


def test_a_laptop_behind_the_printers_mac_changes_two_ways() -> None:
    found = changes([word(0, 5 * DAY), word(6 * DAY, vendor_class="MSFT 5.0", parameters=(1, 3, 6, 15, 31, 33))])

    assert [change.aspect for change in found] == [Aspect.VENDOR_CLASS, Aspect.PARAMETERS]
    assert (found[0].before, found[0].after, found[0].since_us) == (("Pantum",), "MSFT 5.0", 6 * DAY)


def test_giving_nothing_any_more_is_a_change_too() -> None:
    assert aspects([word(0, 5 * DAY), word(6 * DAY, vendor_class=None)]) == [Aspect.VENDOR_CLASS]


def test_what_was_said_in_the_first_day_is_its_own() -> None:
    pxe = word(0, vendor_class="PXEClient", parameters=(1, 2, 3))
    assert changes([pxe, word(60_000_000, 9 * DAY), word(20 * DAY, vendor_class="PXEClient")]) == ()


def test_what_a_person_accepted_is_its_own_and_the_rest_no_more() -> None:
    old, new = word(0, 5 * DAY), word(6 * DAY, 7 * DAY, vendor_class="Pantum 2", accepted_us=7 * DAY)
    assert changes([old, new]) == ()
    assert aspects([old, new, word(8 * DAY, vendor_class="Pantum")]) == [Aspect.VENDOR_CLASS]


def test_both_versions_of_dhcp_tell_of_one_change() -> None:
    six: dict[str, Any] = {"version": "dhcp6", "client_id": "00030001", "vendor_class": None}
    words = [word(0), word(0, **six), word(2 * DAY, parameters=(1,)), word(2 * DAY, **six, parameters=(23,))]
    assert aspects(words) == [Aspect.PARAMETERS]


def test_a_name_is_an_aspect_of_its_own() -> None:
    named: dict[str, Any] = {"client_id": None, "vendor_class": None, "parameters": ()}
    assert aspects([word(0, name="NPI5304", **named), word(3 * DAY, name="LAPTOP-1", **named)]) == [Aspect.NAME]


def test_coming_back_to_its_own_way_is_no_change() -> None:
    assert changes([word(0, 9 * DAY), word(3 * DAY, 4 * DAY, vendor_class="MSFT 5.0")]) == ()


@given(st.permutations([word(0, 2 * DAY), word(3 * DAY, vendor_class="b"), word(5 * DAY, vendor_class="c", name=None)]))
def test_order_of_words_does_not_matter(words: list[Word]) -> None:
    assert aspects(words) == [Aspect.VENDOR_CLASS]


@pytest.mark.parametrize(
    ("said", "by"),
    [
        ({"client_id": "ff00112233"}, {"dhcp4:ff00112233"}),
        ({"client_id": None}, set()),
        ({"client_id": "01daa119005301"}, set()),
        ({"version": "dhcp6", "client_id": "00030001DAA119005301"}, set()),
        ({"name": "android-9f3c1a2b44d0e1f6"}, {"name:android-9f3c1a2b44d0e1f6"}),
        ({"name": "DESKTOP-4F7K2Q1.lan"}, {"name:desktop-4f7k2q1"}),
        ({"name": "iPhone"}, set()),
        ({"name": "vivo-1906"}, set()),
        ({"name": "HUAWEI_P40-ab12"}, set()),
    ],
)
def test_only_what_tells_machines_apart_joins(said: dict[str, Any], by: set[str]) -> None:
    assert joins(MAC, word(**said)) == by


def test_a_machine_is_known_by_the_mac_heard_first() -> None:
    assert eldest(MAC, 10, [Kin(OTHER, 5, "name:x")]) == OTHER
    assert eldest(MAC, 4, [Kin(OTHER, 5, "name:x")]) == MAC
    assert eldest(MAC, 4, []) == MAC


SIX: dict[str, Any] = {"version": "dhcp6", "client_id": None, "vendor_class": None, "parameters": (23, 24)}


def test_a_dhcp_version_never_spoken_is_one_sign_although_its_first_day_is_all_its_own() -> None:
    (one,) = changes([word(0, 9 * DAY), word(6 * DAY, 9 * DAY, **SIX)])

    assert (one.aspect, one.version, one.before, one.since_us) == (Aspect.VERSION, "dhcp6", ("dhcp4",), 6 * DAY)
    four = word(6 * DAY, 9 * DAY)
    assert aspects([word(0, 9 * DAY, **SIX), four]) == [Aspect.VERSION]


@pytest.mark.parametrize(
    ("client_id", "is_foreign"),
    [
        ("0003000100005e005304", False),
        ("0003000100005e005366", True),
        ("000100012a2b2c2d00005E005304", False),
        ("000100012a2b2c2d00005E005366", True),
        ("00020000ab1102030405060708", False),
        ("0004" + "5a" * 16, False),
        ("00030001", False),
        (None, False),
    ],
)
def test_a_duid_made_of_another_mac_is_the_second_sign(client_id: str | None, is_foreign: bool) -> None:
    found = aspects([word(0, 9 * DAY), word(6 * DAY, 9 * DAY, **SIX | {"client_id": client_id})])

    assert found == [Aspect.VERSION, *([Aspect.CLIENT_ID] if is_foreign else [])]


@pytest.mark.parametrize(
    ("client_id", "is_foreign"),
    [
        ("0100005e005304", False),
        ("0100005e005366", True),
        ("ff0000000a0003000100005e005366", True),
        ("ff0000000a0003000100005e005304", False),
        ("007072696e746572", False),
    ],
)
def test_so_is_a_dhcp4_identifier(client_id: str, is_foreign: bool) -> None:
    found = aspects([word(0, 9 * DAY, **SIX), word(6 * DAY, 9 * DAY, client_id=client_id)])

    assert found == [Aspect.VERSION, *([Aspect.CLIENT_ID] if is_foreign else [])]


def test_the_duid_it_always_gave_in_the_other_version_is_its_own() -> None:
    duid = "000100012a2b2c2d00005e005399"
    first = word(0, 9 * DAY, client_id="ff0000000a" + duid)

    assert aspects([first, word(6 * DAY, 9 * DAY, **SIX | {"client_id": duid})]) == [Aspect.VERSION]


def test_a_new_version_is_its_own_once_accepted_and_over_once_it_is_spoken_no_more() -> None:
    old, new = word(0, 9 * DAY), word(6 * DAY, 9 * DAY, **SIX)

    accepted = [word(0, 9 * DAY, accepted_us=DAY), word(6 * DAY, 9 * DAY, **SIX, accepted_us=9 * DAY)]
    assert changes(accepted) == ()
    assert aspects([word(0, 9 * DAY, accepted_us=DAY), new]) == [Aspect.VERSION]
    assert changes([word(0, 11 * DAY), new]) == ()
    assert changes([old, word(DAY // 2, 9 * DAY, **SIX)]) == ()


def test_names_are_no_version_of_dhcp() -> None:
    named: dict[str, Any] = {"client_id": None, "vendor_class": None, "parameters": ()}
    assert changes([word(0, 9 * DAY), word(6 * DAY, 9 * DAY, **named | {"version": "mdns"}, name="NPI5304")]) == ()
