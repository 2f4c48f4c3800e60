"""The bytes are a real kernel's; hostile ones are MalformedNetlink and nothing else."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.host.netlink import nftables_messages as wire
from agent.host.netlink.message import MalformedNetlink, attribute
from tests.support.packet_filters import captured, octets


def test_chains_with_their_hooks_and_policies() -> None:
    chains = [wire.parse_chain(body) for body in octets(captured()["chains"])]

    assert wire.ChainMessage("ip", "filter", "INPUT", 1, "filter", 0) in chains
    assert wire.ChainMessage("inet", "office", "post", 4, "nat", 1) in chains
    assert wire.ChainMessage("inet", "office", "by_eth1", None, "", None) in chains


def test_rules_with_expressions_in_order_and_their_comment() -> None:
    rules = [wire.parse_rule(body) for body in octets(captured()["rules"])]
    (by_hand,) = [rule for rule in rules if rule.comment]

    assert (by_hand.family, by_hand.table, by_hand.chain, by_hand.comment) == ("inet", "office", "post", "by hand")
    assert [expression.name for expression in by_hand.expressions] == ["meta", "lookup", "masq"]


def test_elements_of_an_interval_set_end_where_they_end() -> None:
    (inner,) = [one for one in captured()["sets"] if one["name"][2] == "inner"]
    elements = [element for body in octets(inner["elements"]) for element in wire.parse_elements(body)]

    assert wire.Element(bytes((10, 1, 0, 0)), False, None) in elements
    assert wire.Element(bytes((10, 2, 0, 0)), True, None) in elements


def test_a_request_names_the_set() -> None:
    assert wire.element_request("ip", "nat", "inner")[:4] == b"\x02\0\0\0"
    assert b"inner\0" in wire.element_request("ip", "nat", "inner")


def test_more_expressions_than_the_kernel_allows_are_refused() -> None:
    listed = b"".join(attribute(1, attribute(1, b"masq\0")) for _ in range(129))
    with pytest.raises(MalformedNetlink, match="129 expressions"):
        wire.parse_rule(b"\x02\0\0\0" + attribute(4, listed))


@given(st.binary(max_size=200))
def test_any_bytes_are_a_record_or_malformed(body: bytes) -> None:
    for parse in (wire.parse_chain, wire.parse_rule, wire.parse_elements):
        with suppress(MalformedNetlink):
            parse(body)


@given(st.data())
def test_a_broken_rule_is_a_rule_or_malformed(data: st.DataObject) -> None:
    body = bytearray(data.draw(st.sampled_from(octets(captured()["rules"]))))
    for place in data.draw(st.lists(st.integers(0, len(body) - 1), max_size=4)):
        body[place] = data.draw(st.integers(0, 255))
    with suppress(MalformedNetlink):
        wire.parse_rule(bytes(body))
