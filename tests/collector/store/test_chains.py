from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.store import chains, journal
from collector.trust.keys import SigningKeyPair, verifier
from tests.support.collector_store import CollectorStore

KEY = SigningKeyPair(bytes(32))
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(st.dictionaries(st.text(), PLAIN))
def test_canonical_text_does_not_depend_on_order(fields: dict[str, object]) -> None:
    turned = dict(reversed(fields.items()))

    assert chains.canonical(fields) == chains.canonical(turned)
    assert chains.link(fields) == chains.link(turned)


def test_numbers_that_json_lacks_are_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        chains.canonical({"x": float("nan")})


def test_each_collector_begins_its_own_chains() -> None:
    one, other = chains.genesis("1" * 32), chains.genesis("2" * 32)

    assert len({one.journal_digest, one.intake_digest, other.journal_digest, other.intake_digest}) == 4


@pytest.mark.parametrize(
    "change", [{"journal_count": 1}, {"journal_digest": "0" * 64}, {"intake_count": 1}, {"intake_digest": "0" * 64}]
)
def test_a_signature_covers_both_heads(change: dict[str, object]) -> None:
    heads = chains.genesis("1" * 32)
    head = chains.signed(heads, "1" * 32, KEY)
    forged = replace(head, heads=replace(heads, **change))  # type: ignore[arg-type]

    assert chains.is_authentic(head, "1" * 32, verifier(KEY.public))
    assert not chains.is_authentic(forged, "1" * 32, verifier(KEY.public))
    assert not chains.is_authentic(head, "2" * 32, verifier(KEY.public))


def test_last_links_are_read_off_the_rows(rig: CollectorStore) -> None:
    identity = rig.store.collector_id
    before = rig.read(lambda connection: chains.last_links(connection, identity))
    rig.do(lambda tx: journal.append(tx, actor="a", action="b", subject_kind="c", subject_id="d", content={}))

    assert before == chains.genesis(identity)
    assert rig.read(lambda connection: chains.last_links(connection, identity)) == rig.writer.head.heads
    assert rig.read(chains.stored) == rig.writer.head
