"""A packet filter as a real kernel told it (tests/fixtures/packet_filters), as bytes and as chains."""

import json
from pathlib import Path
from typing import Any

from agent.host import iptables_legacy as legacy
from agent.host.netlink import nftables_messages as wire
from agent.privileged.nftables import SetName, chains_of
from agent.privileged.ruleset import Chain

_FIXTURES = Path(__file__).resolve().parents[1] / "fixtures/packet_filters"
_LAYOUTS = {"ip": legacy.IPV4, "ip6": legacy.IPV6}
NAMES = {1: "lo"}


def captured(name: str = "office") -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((_FIXTURES / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


def octets(listed: list[str]) -> list[bytes]:
    return [bytes.fromhex(one) for one in listed]


def captured_sets(told: dict[str, Any]) -> dict[SetName, tuple[wire.Element, ...]]:
    found: dict[SetName, tuple[wire.Element, ...]] = {}
    for one in told["sets"]:
        family, table, name = one["name"]
        parts = (wire.parse_elements(body) for body in octets(one["elements"]))
        found[family, table, name] = tuple(element for part in parts for element in part)
    return found


def nftables_chains(name: str = "office") -> tuple[Chain, ...]:
    told = captured(name)
    chains = [wire.parse_chain(body) for body in octets(told["chains"])]
    rules = [wire.parse_rule(body) for body in octets(told["rules"])]
    return chains_of(chains, rules, captured_sets(told), NAMES)


def legacy_chains(name: str = "office") -> tuple[Chain, ...]:
    return tuple(
        chain
        for one in captured(name)["legacy"]
        for chain in legacy.parse_table(
            _LAYOUTS[one["family"]],
            one["table"],
            legacy.parse_info(bytes.fromhex(one["info"])),
            bytes.fromhex(one["entries"]),
        )
    )
