"""Observations of a small office network, with fictional addresses."""

from ipaddress import ip_address, ip_network

from protocol.identity import AdapterId, SegmentId
from protocol.mac import MacAddress
from protocol.observations import Adapter, AdapterKind, InterfaceAddress, Neighbour, Observation, Route
from protocol.policy import DeclaredSegment, Policy

ADAPTER = AdapterId("ad" * 16)
SEGMENT = SegmentId("5e" * 16)
OWN_MAC = MacAddress.parse("00-00-5E-00-53-03")
GATEWAY_MAC = MacAddress.parse("00-00-5E-00-53-FE")


def adapter(kind: AdapterKind = AdapterKind.WIRED, is_up: bool = True, index: int = 2) -> Adapter:
    return Adapter(
        ADAPTER, "enp3s0", index, kind, None, "pci", "0000:03:00.0", "8086", "15b8", None, None, "e1000e", OWN_MAC,
        OWN_MAC, "permanent", is_up, is_up or None, None, (), (),
    )  # fmt: skip


def holds(text: str, length: int = 24, scope: str = "global", is_tentative: bool = False) -> InterfaceAddress:
    return InterfaceAddress(ADAPTER, "enp3s0", ip_address(text), length, scope, True, is_tentative)


def default_route(gateway: str, mac: MacAddress | None = GATEWAY_MAC) -> Route:
    return Route(ADAPTER, ip_network("0.0.0.0/0"), ip_address(gateway), mac, 100, 254)


def neighbour(address: str, mac: MacAddress = GATEWAY_MAC) -> Neighbour:
    return Neighbour(ADAPTER, ip_address(address), mac, "reachable")


def segment(
    prefix: str = "59.207.0.0/24", gateways: tuple[str, ...] = (), gateway_macs: tuple[MacAddress, ...] = ()
) -> DeclaredSegment:
    return DeclaredSegment(SEGMENT, (ip_network(prefix),), tuple(map(ip_address, gateways)), gateway_macs)


def office(mac: MacAddress | None = GATEWAY_MAC) -> tuple[Observation, ...]:
    return adapter(), holds("59.207.0.23"), holds("fe80::3", 64, "link"), default_route("59.207.0.254", mac)


def policy(version: int = 1, *segments: DeclaredSegment, expires_at_us: int = 2**53, audience: str = "*") -> Policy:
    return Policy(version, audience, 1, expires_at_us, segments, 60_000, 10_000, 600_000, 86_400_000)
