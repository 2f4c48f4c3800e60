"""What an agent can say. Every type is listed in OBSERVATION_TYPES; nothing else can be sent (R24).

Each type belongs to one probe (or to listening): a report that carries a `Looked` of a probe replaces
everything that probe said before.
"""

from protocol.observations.adapter import Adapter, AdapterKind, WirelessDevice
from protocol.observations.addressing import Attachment, InterfaceAddress, Neighbour, Resolver, Route
from protocol.observations.host import DiskSerial, HostIdentity, MachineIdentity
from protocol.observations.lan import HeardHow, NameHeard, OwnMacHeard, ServerHeard, ServerKind, Sighting
from protocol.observations.own import AgentEvent, AgentEventKind, Elsewhere, Gap, KindCount, Looked, LookOutcome

Observation = (
    HostIdentity
    | Adapter
    | WirelessDevice
    | InterfaceAddress
    | Route
    | Resolver
    | Neighbour
    | Attachment
    | Sighting
    | NameHeard
    | ServerHeard
    | OwnMacHeard
    | Looked
    | AgentEvent
    | Elsewhere
    | Gap
)

OBSERVATION_TYPES: dict[str, type[Observation]] = {
    "host-identity": HostIdentity,
    "adapter": Adapter,
    "wireless-device": WirelessDevice,
    "interface-address": InterfaceAddress,
    "route": Route,
    "resolver": Resolver,
    "neighbour": Neighbour,
    "attachment": Attachment,
    "sighting": Sighting,
    "name-heard": NameHeard,
    "server-heard": ServerHeard,
    "own-mac-heard": OwnMacHeard,
    "looked": Looked,
    "agent-event": AgentEvent,
    "elsewhere": Elsewhere,
    "gap": Gap,
}

__all__ = [
    "OBSERVATION_TYPES",
    "Adapter",
    "AdapterKind",
    "AgentEvent",
    "AgentEventKind",
    "Attachment",
    "DiskSerial",
    "Elsewhere",
    "Gap",
    "HeardHow",
    "HostIdentity",
    "InterfaceAddress",
    "KindCount",
    "LookOutcome",
    "Looked",
    "MachineIdentity",
    "NameHeard",
    "Neighbour",
    "Observation",
    "OwnMacHeard",
    "Resolver",
    "Route",
    "ServerHeard",
    "ServerKind",
    "Sighting",
    "WirelessDevice",
]
