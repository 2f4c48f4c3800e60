from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from agent.errors import CouldNotLook
from agent.privileged.answers import InputChain, PacketRules
from agent.privileged.nobody import Nobody
from agent.probes.firewall import FirewallProbe, firewalls, weaker_policy
from agent.probes.probe import Looking, Seen
from protocol.observations import HostFirewall
from tests.support.captured_host import CapturedTables, host_of, lay_out


def chain(family: str, policy: str, rules: int = 0, table: str = "filter", told_by: str = "nftables") -> InputChain:
    return InputChain(told_by, family, table, "input", policy, rules)


@dataclass
class Root(Nobody):
    rules: PacketRules

    def packet_rules(self) -> PacketRules:
        return self.rules


def look(rules: PacketRules | None, files: dict[str, str], folder: Path) -> Looking:
    lay_out(files, folder)
    return FirewallProbe().look(
        replace(host_of(folder, CapturedTables({})), privileged=Root(rules) if rules else Nobody())
    )


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        ((), HostFirewall("none", False, None, 0, None)),
        ((chain("inet", "drop", 7),), HostFirewall("nftables", True, "drop", 7, None)),
        ((chain("inet", "accept"),), HostFirewall("nftables", False, "accept", 0, None)),
        ((chain("inet", "accept", 12, "firewalld"),), HostFirewall("nftables", True, "accept", 12, "firewalld")),
        ((chain("ip", "drop"), chain("ip6", "drop")), HostFirewall("nftables", True, "drop", 0, None)),
        ((chain("ip", "drop", 3),), HostFirewall("nftables", True, "accept", 3, None)),
        (
            (chain("ip", "drop", 3, told_by="iptables-legacy"),),
            HostFirewall("iptables-legacy", True, "accept", 3, None),
        ),
    ],
    ids=["none", "drop", "empty", "firewalld", "both versions", "ipv6 open", "legacy"],
)
def test_what_the_chains_amount_to(inputs: tuple[InputChain, ...], expected: HostFirewall, tmp_path: Path) -> None:
    assert look(PacketRules(inputs, (), None), {}, tmp_path) == Seen((expected,))


def test_two_backends_are_two_answers() -> None:
    inputs = (chain("inet", "drop"), chain("ip", "accept", 2, told_by="iptables-legacy"))

    assert [one.backend for one in firewalls(PacketRules(inputs, (), None), None)] == ["nftables", "iptables-legacy"]


@pytest.mark.parametrize(
    ("families", "policy"),
    [((), "accept"), (("ip",), "accept"), (("ip6",), "accept"), (("ip", "ip6"), "drop"), (("inet",), "drop")],
)
def test_an_open_version_of_ip_is_open(families: tuple[str, ...], policy: str) -> None:
    assert weaker_policy([chain(family, "drop") for family in families]) == policy


UFW = "sys/fs/cgroup/system.slice/ufw.service/cgroup.procs"


def test_without_root_nothing_is_said_but_what_is_set_up(tmp_path: Path) -> None:
    with pytest.raises(CouldNotLook, match="not installed; ufw is set to run"):
        look(None, {UFW: "9", "etc/ufw/ufw.conf": "# ufw\nENABLED=yes\n"}, tmp_path)


def test_ufw_that_is_switched_off_keeps_nothing(tmp_path: Path) -> None:
    with pytest.raises(CouldNotLook, match=r"not installed\Z"):
        look(None, {UFW: "9", "etc/ufw/ufw.conf": "ENABLED=no\n"}, tmp_path)


def test_rules_that_root_cannot_read_are_not_none(tmp_path: Path) -> None:
    with pytest.raises(CouldNotLook, match="operation not permitted"):
        look(PacketRules((), (), "nftables chains: operation not permitted"), {}, tmp_path)


def test_a_part_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    looking = look(PacketRules((chain("inet", "drop"),), (), "legacy iptables: refused"), {}, tmp_path)

    assert isinstance(looking, Seen)
    assert looking.partly == "legacy iptables: refused"


def test_one_rule_more_is_no_change() -> None:
    few, many, none = (HostFirewall("nftables", True, "drop", rules, None) for rules in (3, 4, 0))
    essence = FirewallProbe().essence

    assert essence((few,)) == essence((many,)) != essence((none,))
