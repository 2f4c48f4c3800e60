from dataclasses import replace

import pytest

from collector.presence.second_wire import SecondWire, second_wire, wires_of
from collector.presence.stacking import stack
from protocol.identity import AdapterId
from protocol.observations import Adapter, AdapterKind
from tests.support.hardware import stacked
from tests.support.pc import WIRED, adapter

SECOND = adapter("eth1", AdapterKind.WIRED)


def of(name: str, *adapters: Adapter, attached: AdapterId = WIRED.id) -> SecondWire | None:
    links = stack(adapters)
    return second_wire(links, {attached}, links.by_name[name].id)


@pytest.mark.parametrize(
    ("name", "links"),
    [
        ("eth1", (SECOND,)),
        ("br7", (replace(SECOND, master="br7"), stacked("br7", "bridge"))),
        ("bond7", (replace(SECOND, master="bond7"), stacked("bond7", "bond"))),
        ("eth1.7", (SECOND, stacked("eth1.7", "vlan", "eth1"))),
        ("office", (SECOND, stacked("office", "macvlan", "eth1"))),
        ("br7", (SECOND, stacked("eth1.7", "vlan", "eth1", master="br7"), stacked("br7", "bridge"))),
    ],
    ids=["bare", "bridge", "bond", "vlan", "macvlan renamed", "vlan in bridge"],
)
def test_whatever_sits_on_a_second_wire_is_that_wire(name: str, links: tuple[Adapter, ...]) -> None:
    found = of(name, WIRED, *links)

    assert found is not None
    assert (found.base.name, found.part, found.is_same_cable) == ("eth1", SECOND.id, False)


@pytest.mark.parametrize(
    ("name", "links"),
    [
        ("docker0", (stacked("docker0", "bridge"), stacked("veth1", "veth", "eth1", master="docker0"))),
        ("mv0", (stacked("mv0", "macvlan", "eth0"),)),
        ("tun0", (stacked("tun0", "tun"),)),
        ("br7", (replace(SECOND, master="br7", carrier=False), stacked("br7", "bridge"))),
        ("br7", (replace(SECOND, master="br7"), replace(stacked("br7", "bridge"), is_up=False))),
        ("eth0", ()),
    ],
    ids=["containers", "macvlan of the same wire", "tunnel", "no cable in it", "bridge that is down", "itself"],
)
def test_what_is_no_second_wire(name: str, links: tuple[Adapter, ...]) -> None:
    assert of(name, WIRED, *links) is None


def test_another_vlan_of_the_same_cable_is_a_network_of_its_own() -> None:
    vlan = stacked("eth0.7", "vlan", "eth0")
    found = of("eth0.7", WIRED, vlan)

    assert found is not None
    assert (found.base, found.part, found.is_same_cable) == (WIRED, vlan.id, True)
    bridge = stacked("br0", "bridge")
    assert of("eth0.7", WIRED, replace(vlan, master="br0"), bridge, attached=bridge.id) is None
    assert of("eth0", WIRED, vlan, attached=vlan.id) is None, "the cable beneath the VLAN it is attached by"


def test_wires_beneath_what_is_attached() -> None:
    bridge = stacked("br0", "bridge")
    links = stack([replace(WIRED, master="br0"), SECOND, bridge])

    assert wires_of(links, {bridge.id}) == {WIRED.id}
    assert wires_of(links, {AdapterId("f" * 32)}) == frozenset()
