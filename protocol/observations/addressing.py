"""Where this PC is attached: addresses, routes, resolvers, the kernel's neighbours."""

from dataclasses import dataclass
from typing import Annotated

from protocol.address import Address, Prefix
from protocol.mac import MacAddress
from protocol.observations.vocabulary import AdapterRef, InterfaceName
from protocol.schema import Field


@dataclass(frozen=True, slots=True)
class InterfaceAddress:
    """One address of this PC on one of its adapters."""

    adapter: AdapterRef
    name: InterfaceName
    address: Annotated[Address, Field("address of this PC", source="IFA_LOCAL, IFA_ADDRESS")]
    prefix_length: Annotated[int, Field("bits of the on-link prefix", most=128, source="ifa_prefixlen")]
    scope: Annotated[str, Field("global, site, link, host", most=16, source="ifa_scope")]
    is_dynamic: Annotated[
        bool, Field("learnt by DHCP or router advertisement, not set by hand", source="!IFA_F_PERMANENT")
    ]
    is_tentative: Annotated[
        bool, Field("duplicate address detection not finished, or failed", source="IFA_F_TENTATIVE, IFA_F_DADFAILED")
    ]


@dataclass(frozen=True, slots=True)
class Route:
    """A default route, one to an eighth of all addresses or more, or any of another table than main."""

    adapter: Annotated[AdapterRef | None, Field("way out; null: none", most=32, source="RTA_OIF")]
    destination: Annotated[Prefix, Field("where to; 0.0.0.0/0 and ::/0 are the default routes", source="RTA_DST")]
    gateway: Annotated[Address | None, Field("next hop; null: on-link", source="RTA_GATEWAY, RTA_VIA")]
    gateway_mac: Annotated[
        MacAddress | None, Field("MAC address of the next hop as the kernel knows it", source="NDA_LLADDR")
    ]
    metric: Annotated[int, Field("priority, lower wins", most=2**32 - 1, source="RTA_PRIORITY")]
    table: Annotated[int, Field("routing table; 254 is main", most=2**32 - 1, source="RTA_TABLE")]


@dataclass(frozen=True, slots=True)
class Resolver:
    """One name server this PC is told to ask."""

    address: Annotated[Address, Field("name server this PC asks")]
    source: Annotated[str, Field("where it is configured", most=128, source="resolv.conf(5)")]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """One row of the kernel's neighbour table that names a MAC address."""

    adapter: AdapterRef
    address: Annotated[Address, Field("neighbour on the link", source="NDA_DST")]
    mac: Annotated[MacAddress, Field("its MAC address", source="NDA_LLADDR")]
    state: Annotated[str, Field("reachable, stale, delay, probe, permanent", most=16, source="ndm_state")]


@dataclass(frozen=True, slots=True)
class Attachment:
    """Evidence of which network an adapter is attached to; the collector says which segment that is."""

    adapter: AdapterRef
    mac: Annotated[MacAddress, Field("the adapter's current MAC address")]
    prefixes: Annotated[tuple[Prefix, ...], Field("on-link prefixes of its global addresses", most=32)]
    addresses: Annotated[tuple[Address, ...], Field("its addresses, link-local ones too", most=64)]
    gateways: Annotated[tuple[Address, ...], Field("next hops of its default routes", most=16)]
    gateway_macs: Annotated[tuple[MacAddress, ...], Field("their MAC addresses as the kernel knows them", most=16)]
    dhcp_server: Annotated[Address | None, Field("server of its own lease, heard on the wire", source="RFC 2132 9.7")]
