import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.errors import StoreBroken
from collector.trust.sealing import Sealer, lookup_digest

KEY = b"k" * 32


@given(st.binary(max_size=300))
def test_what_was_sealed_can_be_opened(plain: bytes) -> None:
    assert Sealer(KEY).open(Sealer(KEY).seal(plain)) == plain


@given(st.binary(min_size=1, max_size=60), st.data())
def test_any_changed_byte_is_noticed(plain: bytes, data: st.DataObject) -> None:
    sealed = bytearray(Sealer(KEY).seal(plain))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= data.draw(st.integers(1, 255))

    with pytest.raises(StoreBroken):
        Sealer(KEY).open(bytes(sealed))


@pytest.mark.parametrize("sealed", [b"", b"short", b"x" * 100])
def test_what_was_never_sealed_is_refused(sealed: bytes) -> None:
    with pytest.raises(StoreBroken, match="cannot be opened"):
        Sealer(KEY).open(sealed)


def test_another_key_opens_nothing() -> None:
    with pytest.raises(StoreBroken):
        Sealer(b"o" * 32).open(Sealer(KEY).seal(b"plain"))


def test_equal_values_do_not_look_equal() -> None:
    assert Sealer(KEY).seal(b"same") != Sealer(KEY).seal(b"same")


def test_lookup_needs_the_key() -> None:
    assert lookup_digest(KEY, "李明轩") == lookup_digest(KEY, "李明轩")
    assert lookup_digest(KEY, "李明轩") != lookup_digest(b"o" * 32, "李明轩")
    assert lookup_digest(KEY, "李明轩") != lookup_digest(KEY, "赵建国")
