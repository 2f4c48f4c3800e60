import pickle
import re

import pytest

from protocol import errors
from protocol.errors import MalformedMessage, ProtocolError

_ALL = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, ProtocolError)]


def test_every_error_has_an_id_of_its_own_in_kebab_case() -> None:
    ids = [kind.id for kind in _ALL]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)+", text) for text in ids)


def test_the_docstring_draws_the_whole_tree() -> None:
    drawn = errors.__doc__ or ""
    assert all(kind.__name__ in drawn for kind in _ALL)


def test_a_sentence_says_what_why_and_what_to_do() -> None:
    error = ProtocolError("sequence 7", "missing", "send it again")
    assert str(error) == "sequence 7: missing; send it again"
    assert str(ProtocolError("sequence 7", "missing")) == "sequence 7: missing"


@pytest.mark.parametrize("kind", _ALL)
def test_an_error_survives_a_process_boundary(kind: type[ProtocolError]) -> None:
    copy = pickle.loads(pickle.dumps(kind("a", "b", "c")))
    assert (type(copy), copy.what, copy.why, copy.next_step) == (kind, "a", "b", "c")


def test_whatever_is_wrong_with_bytes_is_a_malformed_message() -> None:
    assert {kind for kind in _ALL if issubclass(kind, MalformedMessage)} == {
        errors.MalformedMessage,
        errors.TooLarge,
        errors.UnknownField,
        errors.UnknownVersion,
    }
