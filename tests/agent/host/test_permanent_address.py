import pytest

from agent.host.netlink.sockets import RouteTables
from agent.host.permanent_address import permanent_address, with_permanent_addresses
from agent.host.tables import Link
from protocol.mac import MacAddress
from tests.support.inside import inside
from tests.support.laboratory import Namespace

MAC = MacAddress.parse("00-00-5E-00-53-01")


def test_ethtool_says_what_rtnetlink_says_of_every_link_here() -> None:
    links = RouteTables().links()

    assert {link.name: permanent_address(link.name) for link in links} == {
        link.name: link.permanent_mac for link in links
    }


def test_links_of_an_old_kernel_are_completed() -> None:
    """This kernel's own answer, without what an old kernel would leave out."""
    links = RouteTables().links()
    old = tuple(Link(link.index, link.name, link.mac, kind=link.kind) for link in links)

    assert [link.permanent_mac for link in with_permanent_addresses(old)] == [
        None if link.kind else link.permanent_mac for link in links
    ]


def test_kernel_that_tells_is_not_asked_again() -> None:
    told = (Link(1, "lo"), Link(2, "no-such-link", MAC, MAC), Link(3, "nor-this", MAC))

    assert with_permanent_addresses(told) == told


def test_interface_that_is_gone_has_none() -> None:
    assert permanent_address("no-such-link") is None
    assert with_permanent_addresses([Link(2, "no-such-link", MAC)]) == (Link(2, "no-such-link", MAC),)


@pytest.mark.root
def test_virtual_link_has_none() -> None:
    with Namespace("permanent") as namespace:
        namespace.run("ip", "link", "add", "veth0", "type", "veth", "peer", "name", "veth1")
        with inside(namespace):
            assert permanent_address("veth0") is None
