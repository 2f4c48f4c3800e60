"""How the links of one PC sit on one another, down to the wires and radios beneath: what is stacked looks wired."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from collector.presence.links import is_real
from protocol.identity import AdapterId
from protocol.mac import MacAddress
from protocol.observations import Adapter, AdapterKind

BRIDGES = frozenset({"bridge", "openvswitch"})
BONDS = frozenset({"bond", "team"})
_STACKED = BRIDGES | BONDS | {"vlan", "macvlan", "macvtap", "ipvlan", "ipvtap", "vrf", "macsec", "dsa"}
_NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Stack:
    """`over`: the names of the links that sit on a link, by its name; `under` the other way round.

    `real`: adapters that are a wire or a radio by themselves.
    """

    by_name: dict[str, Adapter] = field(default_factory=dict)
    by_id: dict[AdapterId, Adapter] = field(default_factory=dict)
    over: dict[str, frozenset[str]] = field(default_factory=dict)
    under: dict[str, frozenset[str]] = field(default_factory=dict)
    real: frozenset[AdapterId] = frozenset()

    def above(self, adapter: Adapter) -> tuple[Adapter, ...]:
        """Everything that sits on this link, however deep: bridges, bonds, VLANs, macvlans; itself not."""
        return self._reached(adapter, self.over)

    def bases(self, adapter: Adapter) -> tuple[Adapter, ...]:
        """The real ones beneath a link, or itself when it is one."""
        if adapter.id in self.real:
            return (adapter,)
        return tuple(one for one in self._reached(adapter, self.under) if one.id in self.real)

    def bridged_with(self, adapter: Adapter) -> tuple[Adapter, ...]:
        """The other real ones that share a bridge with it; one that is down passes nothing."""
        bridges = (one for one in self.above(adapter) if one.link_kind in BRIDGES and one.is_up)
        found = {one.id: one for bridge in bridges for one in self.bases(bridge) if one.id != adapter.id}
        return tuple(found.values())

    def _reached(self, start: Adapter, step: dict[str, frozenset[str]]) -> tuple[Adapter, ...]:
        seen = {start.name}
        waiting = [start.name]
        found = []
        while waiting:
            for name in sorted(step.get(waiting.pop(), _NOTHING) - seen):
                seen.add(name)
                waiting.append(name)
                if name in self.by_name:
                    found.append(self.by_name[name])
        return tuple(found)


def stack(
    adapters: Iterable[Adapter], attached: Collection[AdapterId] = (), registered: Collection[MacAddress] = ()
) -> Stack:
    """`attached`: on a declared segment; `registered`: MACs of the terminal. Both make a virtual adapter a real one."""
    by_name = {adapter.name: adapter for adapter in adapters}
    pairs = [(under, over) for one in by_name.values() for under, over in _pairs(one)]
    return Stack(
        by_name,
        {one.id: one for one in by_name.values()},
        _grouped(pairs),
        _grouped([(over, under) for under, over in pairs]),
        frozenset(one.id for one in by_name.values() if _is_real(one, attached, registered)),
    )


def _pairs(adapter: Adapter) -> list[tuple[str, str]]:
    # What a veth names as its lower link is its peer, maybe by the number of another namespace.
    lower = () if adapter.link_kind == "veth" else adapter.lower
    above = [(adapter.name, adapter.master)] if adapter.master is not None else []
    return [(name, adapter.name) for name in lower] + above


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for key, value in pairs:
        found.setdefault(key, set()).add(value)
    return {key: frozenset(values) for key, values in found.items()}


def _is_real(adapter: Adapter, attached: Collection[AdapterId], registered: Collection[MacAddress]) -> bool:
    if is_real(adapter):
        return True
    if adapter.kind is not AdapterKind.VIRTUAL or adapter.link_kind in _STACKED:
        return False
    return adapter.id in attached or (adapter.mac is not None and adapter.mac in registered)
