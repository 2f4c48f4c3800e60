"""The portable view on the real kernel, and the places where choices of policy routing make it wrong."""

from collections.abc import Iterator

import pytest

from agent.errors import CouldNotLook
from agent.host.netlink.sockets import RouteTables
from agent.host.snapshot import PortableTables, cross_check
from tests.support.inside import inside
from tests.support.laboratory import Namespace


@pytest.fixture
def office() -> Iterator[Namespace]:
    with Namespace("snapshot") as namespace:
        for line in (
            "link add veth0 address 02:00:5e:00:53:01 type veth peer name veth1",
            "link set veth0 up",
            "link set veth1 up",
            "address add 10.37.12.21/24 dev veth0",
            "address add 10.37.12.22/24 dev veth0 label veth0:1",
            "address add 2001:db8::21/64 dev veth0 nodad",
            "route add default via 10.37.12.1",
        ):
            namespace.run("ip", *line.split())
        yield namespace


@pytest.mark.root
def test_plain_network_looks_the_same_both_ways(office: Namespace) -> None:
    with inside(office):
        assert cross_check(RouteTables(), PortableTables()) == ()


@pytest.mark.root
def test_addresses_and_masks_are_those_of_the_kernel(office: Namespace) -> None:
    with inside(office):
        ours = {(entry.address, entry.prefix_length, entry.scope) for entry in RouteTables().addresses()}
        theirs = {(entry.address, entry.prefix_length, entry.scope) for entry in PortableTables().addresses()}
        links = {link.name: link for link in PortableTables().links()}

    assert theirs == ours
    assert str(links["veth0"].mac) == "02-00-5E-00-53-01"
    assert links["veth0"].is_up
    assert links["lo"].mac is None


@pytest.mark.root
def test_default_route_of_another_table_is_told_apart(office: Namespace) -> None:
    office.run("ip", "route", "add", "default", "via", "10.37.12.3", "table", "200")

    with inside(office):
        said = cross_check(RouteTables(), PortableTables())

    assert said == (
        "the default route by 10.37.12.3 is in table 200, which the portable view cannot tell from the main one",
    )


@pytest.mark.root
def test_default_route_with_several_next_hops_is_missed(office: Namespace) -> None:
    office.run("ip", "route", "replace", "default", "nexthop", "via", "10.37.12.1", "nexthop", "via", "10.37.12.2")

    with inside(office):
        said = cross_check(RouteTables(), PortableTables())

    assert said
    assert all("is in the kernel's table only" in sentence for sentence in said)


@pytest.mark.parametrize("question", ["neighbours", "wiphys", "wireless_interfaces"])
def test_what_the_libraries_do_not_know_could_not_be_looked_at(question: str) -> None:
    with pytest.raises(CouldNotLook, match="know none"):
        getattr(PortableTables(), question)()


def test_who_uses_an_access_point_is_not_known_to_the_libraries() -> None:
    with pytest.raises(CouldNotLook, match="know none"):
        PortableTables().stations(2)
