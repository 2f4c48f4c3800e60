import pytest
from hypothesis import given, strategies
from scapy.layers.dns import DNS, DNSRR

from agent.lan.decode.dns import MOST_LABELS, MOST_RECORDS, RESPONSE, Message, read_message
from agent.lan.decode.heard import Unreadable
from tests.support.told_frames import mdns_answer

LABEL = strategies.text(strategies.characters(codec="ascii", categories=("L", "N")), min_size=1, max_size=20)
HEADER = bytes.fromhex("000084000000000100000000")


def read(message: bytes) -> Message:
    return read_message(message, 0, len(message))


def answers(*names: bytes) -> bytes:
    """A response with one empty record for each name in wire format."""
    return HEADER[:6] + len(names).to_bytes(2) + HEADER[8:] + b"".join(name + bytes(10) for name in names)


@given(strategies.lists(strategies.lists(LABEL, min_size=1, max_size=4), min_size=1, max_size=8))
def test_scapys_names_are_read_compressed_and_not(names: list[list[str]]) -> None:
    plain = DNS(qr=1, qd=[], an=[DNSRR(rrname=".".join(labels) + ".", rdata="10.0.0.1") for labels in names])

    for message in (bytes(plain), bytes(plain.compress())):  # type: ignore[no-untyped-call]
        # Its own reading is the referee: its compression mixes up names of which one ends like another.
        referee = [record.rrname for record in DNS(message).an]
        assert [b".".join(record.labels) + b"." for record in read(message).records] == referee


def test_flags_and_data_are_those_of_the_message() -> None:
    message = read(bytes(mdns_answer()))

    assert message.flags & RESPONSE
    assert [record.data for record in message.records][1] == bytes((10, 37, 12, 21))


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (HEADER[:11], "11 octets instead of at least 12"),
        (answers(b"\x0a"), "without an end|cut short|label"),
        (answers(b"\xc0\x0c"), "backwards"),
        (answers(b"\xc0\xff"), "backwards"),
        (answers(b"\x3f" * 64 * 5), "without an end"),
        (answers(b"\x01a\0")[:-1], "cut short"),
        (answers(b"\x41" + b"a" * 65 + b"\0"), "label of 65"),
        (answers(b"\0")[:-2] + b"\xff\xff", "length 65535 of 0"),
    ],
    ids=["header", "label", "pointer-to-itself", "pointer-ahead", "too-long", "record", "label-too-long", "data"],
)
def test_what_is_not_well_formed_is_refused(message: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read(message)


def test_records_beyond_the_bound_are_not_looked_at() -> None:
    assert len(read(answers(*[b"\1a\0"] * (MOST_RECORDS + 9))).records) == MOST_RECORDS


def test_labels_beyond_the_bound_are_not_looked_at() -> None:
    (record,) = read(answers(b"\1a" * 120 + b"\0")).records

    assert record.labels == (b"a",) * MOST_LABELS


def test_a_message_of_questions_only_says_nothing() -> None:
    assert read(b"\0\0\x84\0\xff\xff\0\0\0\0\0\0") == Message(0x8400, ())


def test_a_chain_of_pointers_has_an_end() -> None:
    chain = b"\1a\0" + bytes(10) + b"".join((0xC000 + 12 + 13 * step).to_bytes(2) + b"\0" * 11 for step in range(60))

    with pytest.raises(Unreadable):
        read(HEADER[:6] + (61).to_bytes(2) + HEADER[8:] + chain[: 13 + 60 * 13])


@given(strategies.binary(max_size=600), strategies.integers(0, 0xFFFF))
def test_no_octets_make_it_raise_anything_else(octets: bytes, counts: int) -> None:
    message = HEADER[:4] + counts.to_bytes(2) * 4 + octets
    try:
        assert all(len(record.labels) <= MOST_LABELS for record in read(message).records)
    except Unreadable:
        return
