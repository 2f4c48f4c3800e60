import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.errors import MalformedIdentity
from protocol.mac import MacAddress
from tests.support.samples import macs


def _grouped(mac: MacAddress, size: int, separator: str) -> str:
    digits = mac.octets.hex()
    return separator.join(digits[start : start + size] for start in range(0, 12, size))


_NOTATIONS = {
    "hyphens": (2, "-"),
    "colons": (2, ":"),
    "spaces": (2, " "),
    "Huawei and H3C": (4, "-"),
    "Cisco": (4, "."),
    "bare": (12, ""),
}


def _full_width(text: str) -> str:
    return "".join("\u3000" if character == " " else chr(ord(character) + 0xFEE0) for character in text)


@pytest.mark.parametrize("notation", _NOTATIONS)
@given(mac=macs(), upper=st.booleans(), wide=st.booleans(), around=st.sampled_from(["", " ", "\u3000", "\u00a0"]))
def test_six_notations_in_any_case_and_width_are_the_same_address(
    notation: str, mac: MacAddress, upper: bool, wide: bool, around: str
) -> None:
    text = _grouped(mac, *_NOTATIONS[notation])
    text = text.upper() if upper else text
    text = _full_width(text) if wide else text
    assert MacAddress.parse(around + text + around) == mac


@given(macs())
def test_the_normal_form_is_upper_case_with_hyphens_and_reads_back(mac: MacAddress) -> None:
    assert str(mac) == mac.octets.hex("-").upper()
    assert MacAddress.from_normal_form(str(mac)) == mac


@given(macs(), st.sampled_from(sorted(_NOTATIONS)))
def test_only_the_normal_form_is_read_on_the_wire(mac: MacAddress, notation: str) -> None:
    text = _grouped(mac, *_NOTATIONS[notation])
    if text == str(mac):
        assert MacAddress.from_normal_form(text) == mac
    else:
        with pytest.raises(MalformedIdentity, match=f"expected {mac}"):
            MacAddress.from_normal_form(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "00-00-5E-00-53",
        "00-00-5E-00-53-01-02",
        "00-00-5E:00-53-01",
        "00 00-5E-00-53-01",
        "0-0-5E-0-53-1",
        "00-00-5E-00-53-O1",
        "00-00-5E-00-53-l1",
        "0000-5e00.5301",
        "00005e00530",
        "00005e0053011",
        "00005e00530g",
        "0x00005e005301",
        "00-00-5E-00-53-0１²",
        "00–00–5E–00–53–01",
        "٠٠-٠٠-5E-00-53-01",
        "00-00-5E-00-53-01\n00-00-5E-00-53-02",
        "1.00005E+11",
        "0" * 33,
        "00-00-5E-00-53-01\0",
    ],
)
def test_nothing_is_guessed(text: str) -> None:
    with pytest.raises(MalformedIdentity) as refused:
        MacAddress.parse(text)
    assert "00-00-5E-00-53-01" in refused.value.next_step
    with pytest.raises(MalformedIdentity):
        MacAddress.from_normal_form(text)


@given(st.text(max_size=40))
def test_any_text_is_an_address_or_a_malformed_identity(text: str) -> None:
    try:
        mac = MacAddress.parse(text)
    except MalformedIdentity:
        return
    assert MacAddress.parse(str(mac)) == mac


@pytest.mark.parametrize("octets", [b"", bytes(5), bytes(7)])
def test_six_octets_make_an_address(octets: bytes) -> None:
    with pytest.raises(MalformedIdentity, match=f"{len(octets)} octets"):
        MacAddress(octets)


@pytest.mark.parametrize(
    ("text", "group", "local", "terminal"),
    [
        ("00-00-5E-00-53-01", False, False, True),
        ("02-00-5E-00-53-01", False, True, True),
        ("01-00-5E-00-00-01", True, False, False),
        ("33-33-00-00-00-01", True, True, False),
        ("FF-FF-FF-FF-FF-FF", True, True, False),
        ("00-00-00-00-00-00", False, False, False),
    ],
)
def test_the_first_octet_tells_whose_address_it_can_be(text: str, group: bool, local: bool, terminal: bool) -> None:
    mac = MacAddress.parse(text)
    assert (mac.is_group, mac.is_locally_administered, mac.can_be_a_terminal) == (group, local, terminal)
    assert mac.is_zero == (text == "00-00-00-00-00-00")


def test_addresses_sort_by_their_octets() -> None:
    low, high = MacAddress.parse("00-00-5E-00-53-02"), MacAddress.parse("00-00-5E-00-53-10")
    assert sorted([high, low]) == [low, high]
