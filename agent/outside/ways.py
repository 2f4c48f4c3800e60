"""The adapters an outside network might be reached through. Pure."""

from collections.abc import Iterable

from agent.attachment import leads_out
from agent.outside.ceilings import MOST_WAYS
from protocol.observations import Adapter, Observation, Route


def ways_out(observations: Iterable[Observation]) -> tuple[Adapter, ...]:
    """Adapters with a default route and a link; nothing else is asked to send a packet, hence no ARP for strangers."""
    told = tuple(observations)
    adapters = {item.name: item for item in told if isinstance(item, Adapter)}
    defaults = {item.adapter for item in told if isinstance(item, Route) and not item.destination.prefixlen}
    found = [
        adapter
        for adapter in adapters.values()
        if adapter.id in defaults and adapter.is_up and adapter.carrier is not False and leads_out(adapter, adapters)
    ]
    return tuple(found[:MOST_WAYS])
