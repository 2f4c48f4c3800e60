import struct

from hypothesis import given, strategies

from tests.lab.inside.usb_devices import BY_NAME, AndroidPhone, rndis_reply
from tests.lab.inside.usb_requests import Setup

_GET_DESCRIPTOR = 6


def asked(kind: int, number: int = 0) -> Setup:
    return Setup(0x80, _GET_DESCRIPTOR, kind << 8 | number, 0, 255)


def test_device_answers_with_its_descriptors_and_names() -> None:
    played = BY_NAME["wifi-stick"]()

    assert played.answer(asked(1), b"") == played.device
    assert played.answer(asked(2), b"") == played.configuration
    assert played.answer(asked(3, 2), b"") == b"\x18\x03" + "802.11n NIC".encode("utf-16le")
    assert played.answer(asked(3, 9), b"") is None


def test_unobliging_stick_stalls_its_vendors_requests() -> None:
    assert BY_NAME["wifi-stick"]().answer(Setup(0xC0, 5, 0, 0, 4), b"") is None
    assert BY_NAME["working-wifi-stick"]().answer(Setup(0xC0, 5, 0, 0, 4), b"") == b"\0\0\0\0"


def test_phone_notifies_and_then_gives_its_answer() -> None:
    phone = AndroidPhone()
    query = struct.pack("<IIII", 4, 28, 7, 0x01010101) + bytes(12)

    assert phone.answer(Setup(0x21, 0, 0, 0, len(query)), query) == b""
    assert phone.interrupts() == [(1, struct.pack("<II", 1, 0))]
    assert phone.interrupts() == []
    reply = phone.answer(Setup(0xA1, 1, 0, 0, 4096), b"")
    assert reply is not None
    assert reply.endswith(bytes.fromhex("02005e005302"))


@given(strategies.integers(0, 20), strategies.integers(0, 2**32 - 1))
def test_rndis_replies_name_the_request_they_answer(kind: int, request: int) -> None:
    reply = rndis_reply(struct.pack("<IIII", kind, 16, request, 0))

    assert not reply or struct.unpack_from("<III", reply) == (0x80000000 | kind, len(reply), request)
