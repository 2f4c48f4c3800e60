"""What this PC passes on for others: forwarding, address translation, services that hand a network out."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from protocol.address import Address, Prefix
from protocol.schema import Field


@dataclass(frozen=True, slots=True)
class Forwarding:
    """Whether this PC routes packets of others, for one address family."""

    version: Annotated[int, Field("4 or 6: version of IP", least=4, most=6)]
    is_on: Annotated[bool, Field("routes for others", source="/proc/sys/net/ipv4/ip_forward, ipv6/conf/all/forwarding")]
    interfaces: Annotated[
        tuple[str, ...],
        Field(
            "interfaces that forward by their own setting", most=64, each=15, source="/proc/sys/net/*/conf/*/forwarding"
        ),
    ]


class TranslationKind(StrEnum):
    """How addresses of others are replaced on their way out."""

    MASQUERADE = "masquerade"
    SNAT = "snat"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Translation:
    """One rule that replaces the source address of what passes through this PC (NAT)."""

    family: Annotated[str, Field("ip, ip6, inet", most=8, source="nfgenmsg.nfgen_family")]
    table: Annotated[str, Field("table it stands in", most=64)]
    chain: Annotated[str, Field("chain it stands in", most=64)]
    kind: Annotated[TranslationKind, Field("masquerade or fixed address")]
    out: Annotated[
        str | None,
        Field(
            "interface it is for; ! before a name: every other; * after it: any further letters; null: any",
            most=17,
            source="oifname, -o",
        ),
    ]
    sources: Annotated[tuple[Prefix, ...], Field("addresses it is for; empty: any", most=16)]
    made_by: Annotated[
        str | None,
        Field(
            "whose rule it looks like by its names: docker, libvirt, NetworkManager, firewalld, podman, lxd", most=32
        ),
    ]
    told_by: Annotated[str, Field("nftables, iptables-legacy", most=32)]


@dataclass(frozen=True, slots=True)
class SharingService:
    """A running program that hands a network out: access point, DHCP or name service, connection sharing."""

    program: Annotated[
        str, Field("hostapd, dnsmasq, create_ap, NetworkManager, pppd …", most=32, source="/proc/PID/comm")
    ]
    does: Annotated[
        str,
        Field(
            "access-point, dhcp-server, name-service, router-advertisement, connection-sharing, dial-in, dial-out, "
            "bridge, proxy",
            most=32,
        ),
    ]
    interfaces: Annotated[
        tuple[str, ...], Field("interfaces it serves, as its arguments or settings say", most=32, each=15)
    ]
    addresses: Annotated[tuple[Address, ...], Field("addresses it listens on", most=32)]
    made_by: Annotated[str | None, Field("who started it: libvirt, lxd, NetworkManager, create_ap, container", most=32)]
