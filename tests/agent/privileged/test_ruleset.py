from ipaddress import ip_network

import pytest

from agent.privileged.ruleset import (
    MOST_TRANSLATIONS,
    Chain,
    Conditions,
    Rule,
    inputs_of,
    maker_of,
    reachable_translations,
    translations_of,
)
from protocol.observations import Translation, TranslationKind

MASQUERADE = TranslationKind.MASQUERADE


def chain(name: str, *rules: Rule, hook: str | None = None, kind: str = "nat", policy: str = "accept") -> Chain:
    return Chain("nftables", "ip", "t", name, hook, kind, policy, rules)


def masquerading(out: str | None = None) -> Rule:
    return Rule((Conditions(out),), MASQUERADE)


def jump(*targets: str, out: str | None = None) -> Rule:
    return Rule((Conditions(out),), jumps_to=targets)


def said(*chains: Chain) -> list[tuple[str, str | None]]:
    return [(one.chain, one.out) for one in translations_of(chains)]


def test_a_rule_stands_under_the_conditions_of_the_jump_to_it() -> None:
    post = chain("post", jump("zone", out="eth1"), hook="postrouting")
    zone = chain("zone", masquerading(), masquerading("eth1.5"))

    assert said(post, zone) == [("zone", "eth1"), ("zone", "eth1.5")]


def test_rules_that_nothing_reaches_and_other_hooks_do_not_count() -> None:
    chains = (
        chain("orphan", masquerading()),
        chain("pre", masquerading(), hook="prerouting"),
        chain("out", masquerading(), hook="postrouting", kind="filter"),
    )

    assert said(*chains) == []


def test_a_map_that_was_not_read_may_lead_to_any_chain_of_its_table() -> None:
    chains = (chain("post", Rule(is_dispatch=True), hook="postrouting"), chain("usb", masquerading("usb0")))

    assert said(*chains) == [("usb", "usb0")]


def test_chains_that_jump_in_circles_end() -> None:
    chains = [chain("post", jump("a", "b"), hook="postrouting")]
    chains += [chain(name, *[jump("a", "b")] * 20, masquerading()) for name in "ab"]

    assert said(*chains) in ([("b", None), ("a", None)], [("a", None), ("b", None)], [("b", None)], [("a", None)], [])


def test_more_translations_than_can_be_said_are_cut() -> None:
    rules = [masquerading(f"eth{number}") for number in range(2 * MOST_TRANSLATIONS)]

    told, unwalked = reachable_translations([chain("post", *rules, hook="postrouting")])

    assert len(told) == MOST_TRANSLATIONS
    assert unwalked == "only the first 256 of 512 rules that replace source addresses"


def test_a_filter_too_intricate_to_follow_is_said_to_be() -> None:
    maze = [chain("post", *[jump("a", "a")] * 30, hook="postrouting")]
    maze += [chain("a", *[jump("b", "b")] * 30), chain("b", *[jump("c")] * 30), chain("c", masquerading("wlan0"))]
    wide = chain(
        "post",
        Rule(tuple(Conditions(f"e{number}") for number in range(30_000)), jumps_to=("none",)),
        hook="postrouting",
    )

    assert "too intricate" in str(reachable_translations(maze)[1])
    assert "too intricate" in str(reachable_translations([wide])[1])


def test_input_chains_with_their_policy_and_number_of_rules() -> None:
    chains = (
        chain("INPUT", masquerading(), masquerading(), hook="input", kind="filter", policy="drop"),
        chain("nat-input", hook="input"),
    )

    assert [(one.chain, one.policy, one.rules) for one in inputs_of(chains)] == [("INPUT", "drop", 2)]


@pytest.mark.parametrize(
    ("table", "name", "comment", "out", "maker"),
    [
        ("nat", "POSTROUTING", "", "!docker0", "docker"),
        ("nat", "POSTROUTING", "", "!br-0123456789ab", "docker"),
        ("nat", "POSTROUTING", "", "!br-lan", None),
        ("docker-bridges", "nat-postrouting", "", None, "docker"),
        ("nat", "LIBVIRT_PRT", "", None, "libvirt"),
        ("libvirt_network", "guest_nat", "", None, "libvirt"),
        ("nm-shared-wlan0", "nat_postrouting", "", None, "NetworkManager"),
        ("nat", "POSTROUTING", "nm-shared-wlan0", None, "NetworkManager"),
        ("nat", "NETAVARK-1D8721804F16F", "", None, "podman"),
        ("nat", "CNI-4b6b0ab0", "", None, "podman"),
        ("firewalld", "nat_POST_public_allow", "", "!lo", "firewalld"),
        ("nat", "POSTROUTING", "generated for LXD network lxdbr0", None, "lxd"),
        ("io.systemd.nat", "masq_saddr", "", None, "systemd-networkd"),
        ("nat", "POSTROUTING", "", "eth0", None),
    ],
)
def test_whose_rule_it_looks_like(table: str, name: str, comment: str, out: str | None, maker: str | None) -> None:
    one = Translation("ip", table, name, MASQUERADE, out, (ip_network("10.0.0.0/8"),), None, "nftables")

    assert maker_of(one, comment) == maker
