"""The real kernel's packet filter, filled in a namespace by the tools people use."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.privileged.answers import PacketRules
from agent.privileged.packet_rules import read_packet_rules
from tests.support.inside import inside
from tests.support.laboratory import Namespace

pytestmark = pytest.mark.root


@pytest.fixture
def office() -> Iterator[Namespace]:
    with Namespace("filter") as namespace:
        yield namespace


def need(tool: str, package: str) -> None:
    if shutil.which(tool) is None:
        pytest.skip(f"the command `{tool}` is missing (Debian package {package})")


def read_in(namespace: Namespace) -> PacketRules:
    with inside(namespace):
        # procfs belongs to the process's first thread, which stayed at home: the namespace's own view is asked for.
        return read_packet_rules(Path("/proc/thread-self"))


def test_empty_filter_holds_nothing_and_hides_nothing(office: Namespace) -> None:
    assert read_in(office) == PacketRules((), (), None)


def test_nftables(office: Namespace) -> None:
    need("nft", "nftables")
    for line in (
        "add table ip shared",
        "add chain ip shared post { type nat hook postrouting priority 100 ; }",
        'add rule ip shared post oifname "eth0" ip saddr { 10.1.0.0/16, 10.42.0.0/24 } masquerade',
        "add rule ip shared post ip saddr 10.7.0.0-10.7.1.255 snat to 10.37.12.21",
        "add table inet guard",
        "add chain inet guard input { type filter hook input priority 0 ; policy drop ; }",
    ):
        office.run("nft", line)
    rules = read_in(office)

    by_set, by_range = rules.translations
    assert (by_set.out, by_set.kind, by_set.told_by) == ("eth0", "masquerade", "nftables")
    assert list(map(str, by_set.sources)) == ["10.1.0.0/16", "10.42.0.0/24"]
    assert (by_range.out, by_range.kind, list(map(str, by_range.sources))) == (None, "snat", ["10.7.0.0/23"])
    assert [(one.family, one.table, one.chain, one.policy, one.rules) for one in rules.inputs] == [
        ("inet", "guard", "input", "drop", 0)
    ]
    assert rules.unseen is None


def test_an_asterisk_hidden_in_a_set_of_intervals(office: Namespace) -> None:
    need("nft", "nftables")
    for line in (
        "add table inet x",
        "add set inet x names { type ifname ; flags interval ; }",
        'add element inet x names { "w*", "eth0" }',
        "add chain inet x post { type nat hook postrouting priority 100 ; }",
        "add rule inet x post oifname @names masquerade",
    ):
        office.run("nft", line)

    assert [one.out for one in read_in(office).translations] == ["eth0", "w*"]


@pytest.mark.parametrize(
    ("tool", "source", "told_by"),
    [
        ("iptables-nft", "172.17.0.0/16", "nftables"),
        ("ip6tables-nft", "fd00:17::/64", "nftables"),
        ("iptables-legacy", "172.17.0.0/16", "iptables-legacy"),
        ("ip6tables-legacy", "fd00:17::/64", "iptables-legacy"),
    ],
)
def test_iptables_of_both_kinds(office: Namespace, tool: str, source: str, told_by: str) -> None:
    need(tool, "iptables")
    rule = ("-t", "nat", "-A", "POSTROUTING", "-s", source, "!", "-o", "docker0", "-j", "MASQUERADE")
    try:
        office.run(tool, *rule)
    except subprocess.CalledProcessError as error:
        pytest.skip(f"{tool} cannot be used on this kernel: {error.stderr.strip()}")
    rules = read_in(office)

    (translation,) = rules.translations
    assert (translation.out, translation.made_by, translation.told_by) == ("!docker0", "docker", told_by)
    assert list(map(str, translation.sources)) == [source]


def test_what_may_not_be_read_is_said_and_the_rest_is_read(office: Namespace, tmp_path: Path) -> None:
    (tmp_path / "net/ip_tables_names").mkdir(parents=True)
    with inside(office):
        rules = read_packet_rules(tmp_path)

    assert rules.unseen is not None
    assert "ip_tables_names" in rules.unseen
