"""Tables as a real kernel's getsockopt handed them out (tests/fixtures/packet_filters)."""

import struct
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.host import iptables_legacy as legacy
from agent.host.iptables_legacy import MalformedTable
from agent.privileged.ruleset import inputs_of, translations_of
from tests.support.packet_filters import captured, legacy_chains

TABLES = captured()["legacy"]
LAYOUTS = {"ip": legacy.IPV4, "ip6": legacy.IPV6}


def test_translations_with_the_conditions_of_the_jump_and_the_comment() -> None:
    told = [
        (one.family, one.chain, one.kind, one.out, list(map(str, one.sources)), one.made_by)
        for one in translations_of(legacy_chains())
    ]

    assert told == [
        ("ip", "MINE", "masquerade", "eth*", ["10.9.0.0/16"], "lxd"),
        ("ip", "POSTROUTING", "snat", "!docker0", [], "docker"),
        ("ip6", "POSTROUTING", "masquerade", "wlan0", ["fd00::/64"], None),
    ]


def test_policy_and_number_of_rules() -> None:
    assert [(one.chain, one.policy, one.rules) for one in inputs_of(legacy_chains())] == [("INPUT", "drop", 1)]


def test_every_chain_has_its_name() -> None:
    assert [chain.name for chain in legacy_chains() if chain.table == "nat" and chain.family == "ip"] == [
        "PREROUTING", "INPUT", "OUTPUT", "POSTROUTING", "MINE",
    ]  # fmt: skip


def test_a_table_beyond_reason_is_refused() -> None:
    info = bytearray(bytes.fromhex(TABLES[0]["info"]))
    struct.pack_into("=I", info, legacy.INFO.size - 4, legacy.MOST_BYTES + 1)
    with pytest.raises(MalformedTable, match="at most"):
        legacy.parse_info(bytes(info))
    with pytest.raises(MalformedTable, match="bytes instead of"):
        legacy.parse_info(b"short")


def test_a_request_has_room_for_the_answer() -> None:
    request = legacy.entries_request("nat", 1000)

    assert (len(request), request[:4], request[32:36]) == (1040, b"nat\0", struct.pack("=I", 1000))


@given(st.data())
def test_broken_tables_are_chains_or_malformed(data: st.DataObject) -> None:
    table = data.draw(st.sampled_from(TABLES))
    entries = bytearray(bytes.fromhex(table["entries"]))
    for place in data.draw(st.lists(st.integers(0, len(entries) - 1), max_size=6)):
        entries[place] = data.draw(st.integers(0, 255))
    entries = entries[: data.draw(st.integers(0, len(entries)))]
    info = legacy.parse_info(bytes.fromhex(table["info"]))
    with suppress(MalformedTable):
        legacy.parse_table(LAYOUTS[table["family"]], table["table"], info, bytes(entries))
