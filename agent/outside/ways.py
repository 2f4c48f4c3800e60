"""The adapters an outside network might be reached through. Pure."""

from collections.abc import Iterable

from agent.outside.ceilings import MOST_WAYS
from protocol.observations import Adapter, AdapterKind, Observation, Route

_NO_WAY = frozenset({AdapterKind.TUNNEL, AdapterKind.LOOPBACK})


def ways_out(observations: Iterable[Observation]) -> tuple[Adapter, ...]:
    """Adapters with a default route and a link; nothing else is asked to send a packet, hence no ARP for strangers.

    A tunnel is left out: what it reaches is reached over one of the others.
    """
    told = tuple(observations)
    defaults = {item.adapter for item in told if isinstance(item, Route) and not item.destination.prefixlen}
    found = [
        item
        for item in told
        if isinstance(item, Adapter) and item.id in defaults and item.kind not in _NO_WAY
        if item.is_up and item.carrier is not False
    ]
    return tuple(found[:MOST_WAYS])
