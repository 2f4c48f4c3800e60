from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from collector.presence.stacking import Stack, stack
from protocol.observations import Adapter
from tests.support.hardware import stacked
from tests.support.pc import WIFI, WIRED


def names(adapters: tuple[Adapter, ...]) -> list[str]:
    return sorted(one.name for one in adapters)


def test_what_sits_on_a_link_and_what_lies_beneath() -> None:
    vlan = stacked("bond0.7", "vlan", "bond0")
    bridge = stacked("br0", "bridge", "bond0.7")
    found = stack(
        [
            replace(WIRED, master="bond0"),
            replace(WIFI, master="bond0"),
            stacked("bond0", "bond"),
            replace(vlan, master="br0"),
            bridge,
        ]
    )

    assert names(found.above(WIFI)) == ["bond0", "bond0.7", "br0"]
    assert names(found.bases(bridge)) == ["eth0", "wlan0"]
    assert names(found.bases(WIFI)) == ["wlan0"]
    assert names(found.bridged_with(WIFI)) == ["eth0"]
    resting = stack([replace(one, is_up=one.name != "br0") for one in found.by_name.values()])
    assert resting.bridged_with(WIFI) == ()


def test_bond_alone_bridges_nothing() -> None:
    found = stack([replace(WIRED, master="bond0"), replace(WIFI, master="bond0"), stacked("bond0", "bond")])

    assert found.bridged_with(WIFI) == ()


def test_peer_of_a_veth_is_not_beneath_it() -> None:
    peer = stacked("ve-one", "veth", "eth0")

    assert names(stack([WIRED, peer]).above(WIRED)) == []


def test_virtual_adapter_counts_as_a_wire_where_the_ledger_says_so() -> None:
    veth = stacked("eth7", "veth")
    bridge = replace(stacked("br0", "bridge"), mac=veth.mac)

    assert stack([veth, bridge]).real == frozenset()
    assert stack([veth, bridge], attached=[veth.id, bridge.id]).real == {veth.id}
    assert veth.mac is not None
    assert stack([veth, bridge], registered=[veth.mac]).real == {veth.id}


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=30))
def test_circles_end(pairs: list[tuple[int, int]]) -> None:
    lower = {upper: tuple(f"l{low}" for high, low in pairs if high == upper) for upper in range(8)}
    adapters = [stacked(f"l{number}", "vlan", *lower[number]) for number in range(8)]
    found = stack(adapters)

    assert all(one not in found.above(one) for one in adapters)
    assert stack([]) == Stack()
