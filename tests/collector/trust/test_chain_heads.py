"""Heads and links as values, without a store: what a verifier elsewhere computes is what the store computed."""

from collector.store import chains
from collector.trust import chain_heads
from collector.trust.keys import SigningKeyPair, verifier

KEY = SigningKeyPair(bytes(32))


def test_the_stores_own_functions_are_these() -> None:
    assert (chains.link, chains.canonical, chains.genesis) == (
        chain_heads.link,
        chain_heads.canonical,
        chain_heads.genesis,
    )


def test_one_text_for_one_value() -> None:
    assert chain_heads.canonical({"b": [1, None], "a": "名册"}) == '{"a":"名册","b":[1,null]}'


def test_a_head_is_authentic_for_its_own_collector_and_key() -> None:
    heads = chain_heads.genesis("1" * 32)
    head = chain_heads.signed(heads, "1" * 32, KEY)

    assert chain_heads.is_authentic(head, "1" * 32, verifier(KEY.public))
    assert not chain_heads.is_authentic(head, "2" * 32, verifier(KEY.public))
    assert not chain_heads.is_authentic(head, "1" * 32, verifier(SigningKeyPair(bytes([1] * 32)).public))
