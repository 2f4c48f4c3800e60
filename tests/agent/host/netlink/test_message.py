import struct
from contextlib import suppress

import pytest
from hypothesis import given, strategies

from agent.host.netlink import message
from agent.host.netlink.message import MalformedNetlink, NetlinkMessage


@given(strategies.binary(max_size=200), strategies.integers(0, 2**16 - 1), strategies.integers(0, 2**32 - 1))
def test_a_request_reads_back(body: bytes, kind: int, sequence: int) -> None:
    packed = message.request(kind, sequence, body)

    assert list(message.messages(packed)) == [NetlinkMessage(kind, 0x301, sequence, body)]


def test_several_messages_in_one_datagram() -> None:
    packed = [message.request(kind, 1, bytes(kind), 0) for kind in (5, 6, 7)]
    datagram = b"".join(one + bytes(-len(one) % 4) for one in packed)

    assert [found.type for found in message.messages(datagram)] == [5, 6, 7]


@given(strategies.lists(strategies.tuples(strategies.integers(0, 0x3FFF), strategies.binary(max_size=30))))
def test_attributes_read_back_in_order(pairs: list[tuple[int, bytes]]) -> None:
    block = b"".join(message.attribute(kind, value) for kind, value in pairs)

    assert list(message.attribute_list(block)) == pairs


def test_nested_and_byte_order_flags_are_no_part_of_the_type() -> None:
    assert message.attributes(message.attribute(0x8000 | 0x4000 | 18, b"x")) == {18: b"x"}


@given(strategies.binary(max_size=300))
def test_any_bytes_are_messages_or_malformed(datagram: bytes) -> None:
    with suppress(MalformedNetlink):
        for found in message.messages(datagram):
            message.attributes(found.body)
            message.generic_command(found.body)
            message.refusal(found)


@pytest.mark.parametrize("length", [0, 15, 17, 2**32 - 1])
def test_a_message_longer_or_shorter_than_it_can_be_is_malformed(length: int) -> None:
    with pytest.raises(MalformedNetlink, match="length"):
        list(message.messages(struct.pack("=IHHII", length, 16, 0, 1, 0)))


@pytest.mark.parametrize(
    ("value", "number"), [(b"\1", 1), (b"\1\0", 1), (struct.pack("=I", 7), 7), (struct.pack("=Q", 2**40), 2**40)]
)
def test_numbers_of_every_width(value: bytes, number: int) -> None:
    assert message.number({3: value}, 3) == number


def test_absent_number_is_none_and_a_strange_width_malformed() -> None:
    assert message.number({}, 3) is None
    with pytest.raises(MalformedNetlink, match="3 bytes"):
        message.number({3: b"abc"}, 3)


@pytest.mark.parametrize(
    ("value", "text"), [(b"eth0\0", "eth0"), (b"eth0", "eth0"), (b"\0", None), (b"a\0b", "a"), (b"\xff", "\\xff")]
)
def test_text_ends_at_the_first_zero(value: bytes, text: str | None) -> None:
    assert message.text({3: value}, 3) == text


@pytest.mark.parametrize(("code", "errno"), [(-19, 19), (0, 0), (7, 0)])
def test_refusal_is_the_errno(code: int, errno: int) -> None:
    assert message.refusal(NetlinkMessage(2, 0, 1, struct.pack("=i", code))) == errno
