"""What an agent can say. Every type is listed in OBSERVATION_TYPES; nothing else can be sent (R24).

Each type belongs to one probe (or to listening): a report that carries a `Looked` of a probe replaces
everything that probe said before.
"""

from protocol.observations.adapter import Adapter, AdapterKind, WirelessDevice
from protocol.observations.addressing import Attachment, InterfaceAddress, Neighbour, Resolver, Route
from protocol.observations.device import AttachedDevice, DeviceKind
from protocol.observations.host import DiskSerial, HostIdentity, MachineIdentity
from protocol.observations.lan import (
    DhcpClientHeard,
    DhcpVersion,
    DiscoveryProtocol,
    HeardHow,
    NameHeard,
    OwnMacHeard,
    ServerHeard,
    ServerKind,
    Sighting,
    SightingsFolded,
    SwitchPort,
)
from protocol.observations.orders import OrderCarriedOut, OrderOutcome
from protocol.observations.outside import OutsideReached
from protocol.observations.own import AgentEvent, AgentEventKind, Elsewhere, Gap, KindCount, Looked, LookOutcome
from protocol.observations.posture import (
    Antivirus,
    AntivirusState,
    HostFirewall,
    ListeningSocket,
    LocalAccount,
    PasswordRules,
    TimeSynchronisation,
)
from protocol.observations.sharing import Forwarding, SharingService, Translation, TranslationKind

Observation = (
    HostIdentity
    | Adapter
    | WirelessDevice
    | AttachedDevice
    | Forwarding
    | Translation
    | SharingService
    | Antivirus
    | HostFirewall
    | ListeningSocket
    | PasswordRules
    | LocalAccount
    | TimeSynchronisation
    | OutsideReached
    | InterfaceAddress
    | Route
    | Resolver
    | Neighbour
    | Attachment
    | Sighting
    | SightingsFolded
    | NameHeard
    | DhcpClientHeard
    | ServerHeard
    | SwitchPort
    | OwnMacHeard
    | OrderCarriedOut
    | Looked
    | AgentEvent
    | Elsewhere
    | Gap
)

OBSERVATION_TYPES: dict[str, type[Observation]] = {
    "host-identity": HostIdentity,
    "adapter": Adapter,
    "wireless-device": WirelessDevice,
    "attached-device": AttachedDevice,
    "forwarding": Forwarding,
    "translation": Translation,
    "sharing-service": SharingService,
    "antivirus": Antivirus,
    "host-firewall": HostFirewall,
    "listening-socket": ListeningSocket,
    "password-rules": PasswordRules,
    "local-account": LocalAccount,
    "time-synchronisation": TimeSynchronisation,
    "outside-reached": OutsideReached,
    "interface-address": InterfaceAddress,
    "route": Route,
    "resolver": Resolver,
    "neighbour": Neighbour,
    "attachment": Attachment,
    "sighting": Sighting,
    "sightings-folded": SightingsFolded,
    "name-heard": NameHeard,
    "dhcp-client-heard": DhcpClientHeard,
    "server-heard": ServerHeard,
    "switch-port": SwitchPort,
    "own-mac-heard": OwnMacHeard,
    "order-carried-out": OrderCarriedOut,
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
    "Antivirus",
    "AntivirusState",
    "AttachedDevice",
    "Attachment",
    "DeviceKind",
    "DhcpClientHeard",
    "DhcpVersion",
    "DiscoveryProtocol",
    "DiskSerial",
    "Elsewhere",
    "Forwarding",
    "Gap",
    "HeardHow",
    "HostFirewall",
    "HostIdentity",
    "InterfaceAddress",
    "KindCount",
    "ListeningSocket",
    "LocalAccount",
    "LookOutcome",
    "Looked",
    "MachineIdentity",
    "NameHeard",
    "Neighbour",
    "Observation",
    "OrderCarriedOut",
    "OrderOutcome",
    "OutsideReached",
    "OwnMacHeard",
    "PasswordRules",
    "Resolver",
    "Route",
    "ServerHeard",
    "ServerKind",
    "SharingService",
    "Sighting",
    "SightingsFolded",
    "SwitchPort",
    "TimeSynchronisation",
    "Translation",
    "TranslationKind",
    "WirelessDevice",
]
