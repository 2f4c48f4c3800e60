import pytest

from protocol.antivirus import LIST_BYTES, AntivirusList, ListedProduct, SignatureDate, SignatureStore
from protocol.codec import decode, encode
from protocol.errors import MalformedMessage, UnknownField

STORE = SignatureStore("/var/lib/x", (".cvd",), SignatureDate.CLAMAV_HEADER)
PRODUCT = ListedProduct("X", "maker", ("x",), ("x.service",), ("xd",), ("/opt/x",), ("xw",), (STORE,), True)


def test_round_trip() -> None:
    listed = AntivirusList(3, (PRODUCT,))

    assert decode(encode(listed), AntivirusList, LIST_BYTES) == listed


def test_a_list_that_says_more_is_refused() -> None:
    with pytest.raises(UnknownField):
        decode(b'{"version":1,"products":[],"command":"id"}', AntivirusList, LIST_BYTES)
    with pytest.raises(MalformedMessage, match="outside"):
        decode(b'{"version":0,"products":[]}', AntivirusList, LIST_BYTES)
