"""What the rules of a real kernel mean; their bytes are in tests/fixtures/packet_filters."""

import struct

import pytest

from agent.host.netlink.message import attribute
from agent.host.netlink.nftables_messages import Element, Expression, RuleMessage
from agent.privileged.nftables import rule_of, sets_used
from agent.privileged.ruleset import Conditions, inputs_of, translations_of
from tests.support.packet_filters import captured, nftables_chains, octets

WHOLE_STORY = [
    ("ip", "nat", "POSTROUTING", "masquerade", "!docker0", ["172.17.0.0/16"], "docker"),
    ("ip", "nat", "LIBVIRT_PRT", "masquerade", None, ["192.168.122.0/24"], "libvirt"),
    ("ip", "nat", "POSTROUTING", "snat", "eth*", ["10.20.16.0/20"], None),
    ("ip", "nm-shared-wlan0", "nat_postrouting", "masquerade", None, ["10.42.0.0/24"], "NetworkManager"),
    ("inet", "office", "post", "masquerade", "wlan0", [], None),
    ("inet", "office", "post", "masquerade", "wwan0", [], None),
    ("inet", "office", "post", "masquerade", "ppp*", ["10.1.0.0/16", "10.9.0.0/24"], None),
    ("inet", "office", "post", "snat", "lo", ["fd00:1::/48"], None),
    ("inet", "office", "post", "masquerade", "!eth0", ["10.3.0.9/32"], None),
    ("inet", "office", "by_eth1", "masquerade", "eth1", ["10.5.0.0/16"], None),
    ("ip", "dispatching", "by_usb", "masquerade", None, [], None),
]


def test_every_translation_that_packets_can_reach_is_told() -> None:
    told = [
        (one.family, one.table, one.chain, one.kind, one.out, list(map(str, one.sources)), one.made_by)
        for one in translations_of(nftables_chains())
    ]

    assert told == WHOLE_STORY


def test_input_chains_of_the_captured_filter() -> None:
    told = [(one.family, one.table, one.policy, one.rules) for one in inputs_of(nftables_chains())]

    assert told == [("ip", "filter", "drop", 2), ("inet", "office", "accept", 2)]


def number(value: int) -> bytes:
    return struct.pack(">I", value)


def rule(*expressions: Expression, family: str = "ip") -> RuleMessage:
    return RuleMessage(family, "t", "c", expressions, "")


MASQUERADE = Expression("masq", {})
OUT_OF = Expression("meta", {1: number(1), 2: number(7)})


def source(offset: int, length: int) -> Expression:
    return Expression("payload", {1: number(1), 2: number(1), 3: number(offset), 4: number(length)})


MASKED = Expression("bitwise", {1: number(1), 2: number(1), 4: attribute(1, b"\xff\0\0\0")})
FLIPPED = Expression(
    "bitwise", {1: number(1), 2: number(1), 4: attribute(1, b"\xff\0\0\0"), 5: attribute(1, b"\x01\0\0\0")}
)


def equals(value: bytes, operation: int = 0) -> Expression:
    return Expression("cmp", {1: number(1), 2: number(operation), 3: attribute(1, value)})


@pytest.mark.parametrize(
    ("expressions", "conditions"),
    [
        ((OUT_OF, equals(b"eth0".ljust(16, b"\0"))), Conditions("eth0")),
        ((OUT_OF, equals(b"eth0\0", 1)), Conditions("!eth0")),
        ((OUT_OF, equals(b"eth")), Conditions("eth*")),
        # Not understood: less than. It is left out, and the rule reaches everything.
        ((OUT_OF, equals(b"eth0\0", 2)), Conditions()),
        # The register was loaded anew with something we do not follow.
        ((OUT_OF, Expression("meta", {1: number(1), 2: number(99)}), equals(b"eth0\0")), Conditions()),
        # Sources that are everybody but …: not a prefix.
        ((source(12, 4), equals(bytes((10, 0, 0, 1)), 1)), Conditions()),
        # An IPv4 header's time to live is no address.
        ((source(8, 1), equals(b"\x40")), Conditions()),
        # Register 1 was written by what we do not follow, by a constant, or holds some bits of the name only.
        ((OUT_OF, Expression("ct", {1: number(1)}), equals(b"docker0\0")), Conditions()),
        (
            (OUT_OF, Expression("immediate", {1: number(1), 2: attribute(1, b"docker0\0")}), equals(b"docker0\0")),
            Conditions(),
        ),
        ((OUT_OF, MASKED, equals(b"docker0\0")), Conditions()),
        ((source(12, 4), FLIPPED, equals(bytes((10, 0, 0, 0)))), Conditions()),
        # A set that is gone.
        ((OUT_OF, Expression("lookup", {1: b"gone\0", 2: number(1)})), Conditions()),
    ],
)
def test_conditions(expressions: tuple[Expression, ...], conditions: Conditions) -> None:
    assert rule_of(rule(*expressions, MASQUERADE), {}, {}).conditions == (conditions,)


def test_destination_translation_is_no_translation_of_sources() -> None:
    assert rule_of(rule(Expression("nat", {1: number(1)})), {}, {}).translates is None


def test_targets_of_iptables_count_as_well() -> None:
    assert rule_of(rule(Expression("target", {1: b"MASQUERADE\0"})), {}, {}).translates == "masquerade"
    assert rule_of(rule(Expression("target", {1: b"DNAT\0"})), {}, {}).translates is None


def test_range_of_sources() -> None:
    ends = {3: attribute(1, bytes((10, 0, 0, 0))), 4: attribute(1, bytes((10, 0, 0, 255)))}
    one = rule_of(rule(source(12, 4), Expression("range", {1: number(1), 2: number(0), **ends})), {}, {})

    assert [str(prefix) for prefix in one.conditions[0].sources] == ["10.0.0.0/24"]


def test_range_of_sources_as_two_comparisons() -> None:
    at_least, at_most = equals(bytes((10, 0, 1, 0)), 5), equals(bytes((10, 0, 2, 255)), 3)
    one = rule_of(rule(source(12, 4), at_least, at_most, MASQUERADE), {}, {})

    assert [str(prefix) for prefix in one.conditions[0].sources] == ["10.0.1.0/24", "10.0.2.0/24"]
    assert rule_of(rule(source(12, 4), at_most, MASQUERADE), {}, {}).conditions == (Conditions(),)


def test_each_set_is_asked_for_once() -> None:
    from agent.host.netlink.nftables_messages import parse_rule

    rules = [parse_rule(body) for body in octets(captured()["rules"])]

    assert len(sets_used([*rules, *rules])) == len(set(sets_used(rules))) == len(captured()["sets"])


def named(*elements: Element) -> tuple[str | None, ...]:
    expressions = (OUT_OF, Expression("lookup", {1: b"names\0", 2: number(1)}), MASQUERADE)
    return tuple(one.out for one in rule_of(rule(*expressions), {("ip", "t", "names"): elements}, {}).conditions)


def padded(text: bytes) -> bytes:
    return text.ljust(16, b"\0")


def test_more_names_than_can_be_said_are_any() -> None:
    decoys = [Element(padded(f"a{index}".encode()), False, None) for index in range(16)]

    assert len(named(*decoys)) == 16
    assert named(*decoys, Element(padded(b"wlan0"), False, None)) == (None,)
