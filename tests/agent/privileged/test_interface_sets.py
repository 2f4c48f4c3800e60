"""Elements as Linux 6.18 hands them out for the sets that nft 1.0.6 makes of `oifname { "w*", "eth0" }`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.host.netlink.nftables_messages import Element
from agent.privileged.interface_sets import interface, interfaces_in


def padded(text: bytes) -> bytes:
    return text.ljust(16, b"\0")


@pytest.mark.parametrize(("value", "name"), [(b"eth0\0", "eth0"), (b"eth", "eth*"), (b"w" * 16, "w" * 16)])
def test_a_name_without_its_end_is_every_one_that_begins_so(value: bytes, name: str) -> None:
    assert interface(value) == name


def test_names_in_a_set_of_intervals_keep_their_asterisk() -> None:
    wild = [Element(padded(b"x"), True, None), Element(padded(b"w"), False, None), Element(bytes(16), True, None)]
    exact = [Element(padded(b"eth0"), False, None), Element(b"eth0".ljust(15, b"\0") + b"\1", True, None)]
    odd = [Element(padded(b"eth1"), False, None), Element(padded(b"wlan9"), True, None)]

    assert interfaces_in([*wild, *exact]) == ("eth0", "w*")
    assert interfaces_in(odd) == ("",)


def test_names_beside_an_address_keep_theirs() -> None:
    wild = Element(padded(b"w") + b"\n\0\0\0", False, b"w".ljust(16, b"\xff") + b"\n\xff\xff\xff")
    exact = Element(padded(b"eth0") + b"\n\0\0\1", False, padded(b"eth0") + b"\n\0\0\1")

    assert interfaces_in([wild, exact]) == ("eth0", "w*")


KEYS = st.binary(min_size=16, max_size=16) | st.binary(max_size=20)


@given(st.lists(st.builds(Element, KEYS, st.booleans(), st.none() | KEYS)))
def test_no_elements_make_it_fail(elements: list[Element]) -> None:
    starts = {element.key[:16] for element in elements if not element.is_end}

    assert len(interfaces_in(elements)) == len(starts)
