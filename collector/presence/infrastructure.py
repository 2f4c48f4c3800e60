"""Recognises what speaks for others by design: virtual routers, proxy ARP, gateways. Pure.

Rule: a MAC's block proves nothing, since anybody may forge one. A virtual router's MAC counts while it speaks for
declared gateways only; whatever else is recognised is a proposal, which a person approves or rejects.
"""

from collections.abc import Iterator
from ipaddress import IPv4Address

from collector.presence.binding import ANSWERS, Binding
from collector.presence.learnt import Learnt, Role
from collector.presence.subject import AgentStanding, Presence
from protocol.address import Address
from protocol.mac import MacAddress
from protocol.observations import HeardHow

PROXY_LEAST = 4
"""Answering for fewer IPv4 addresses than this is an address conflict each; for as many, one responder."""
_ANSWERING = ANSWERS | {HeardHow.ARP_GRATUITOUS}
_BLOCKS: tuple[tuple[bytes, int, Role], ...] = (
    (bytes.fromhex("00005e000100"), 40, Role.VRRP),
    (bytes.fromhex("00005e000200"), 40, Role.VRRP),
    (bytes.fromhex("00000c07ac00"), 40, Role.HSRP),
    (bytes.fromhex("00000c9ff000"), 36, Role.HSRP),
    (bytes.fromhex("000573a00000"), 36, Role.HSRP),
    (bytes.fromhex("0007b4000000"), 32, Role.GLBP),
)
"""Blocks of virtual MACs and how many first bits count: RFC 9568 section 7.3; Cisco HSRP 1, 2 and IPv6; Cisco GLBP."""


def virtual_router(mac: MacAddress) -> Role | None:
    """Which redundancy protocol the MAC's block belongs to; None: no block of that kind."""
    value = int.from_bytes(mac.octets)
    for block, bits, role in _BLOCKS:
        if value >> (48 - bits) == int.from_bytes(block) >> (48 - bits):
            return role
    return None


def gateways_spoken_for(presence: Presence) -> tuple[Address, ...]:
    """The declared gateways that this MAC states, in frames, to be."""
    return tuple(one.pair.address for one in _firm(presence) if one.pair.address in presence.segment.gateways)


def answered_for(presence: Presence) -> tuple[Address, ...]:
    """IPv4 addresses the MAC answers for that are neither its active agent's nor registered to it, nor a gateway's."""
    segment = presence.segment
    agents = {
        one.agent_id for one in presence.claims if one.mac == presence.mac and one.standing is AgentStanding.ACTIVE
    }
    own = {one.address for one in presence.claims if one.agent_id in agents}
    own |= {address for address, holder in presence.holders if presence.mac in holder.macs}
    found = {
        one.pair.address
        for one in _firm(presence)
        if one.how in _ANSWERING and isinstance(one.pair.address, IPv4Address) and not one.pair.address.is_link_local
    }
    return tuple(sorted(found - own - segment.gateways, key=int))


def recognise(presence: Presence) -> tuple[Learnt, ...]:
    """In which roles the MAC is heard now."""
    return tuple(_recognise(presence))


def _recognise(presence: Presence) -> Iterator[Learnt]:
    spoken = gateways_spoken_for(presence)
    role = virtual_router(presence.mac)
    if spoken and role is not None and _speaks_for_gateways_only(presence):
        yield _learnt(presence, role, spoken, "a virtual router's MAC, which speaks for declared gateways only")
    elif spoken:
        yield _learnt(presence, *_gateway_role(presence, spoken))
    answered = answered_for(presence)
    if len(answered) >= PROXY_LEAST:
        yield _learnt(presence, Role.PROXY_ARP, answered, "answers for addresses that are not its own")


def _gateway_role(presence: Presence, spoken: tuple[Address, ...]) -> tuple[Role, tuple[Address, ...], str]:
    others = {one.pair.mac for one in presence.gateway_bindings if one.is_firm and one.pair.address in spoken}
    if others:
        return Role.ANYCAST_GATEWAY, spoken, "speaks for a declared gateway, as another MAC does"
    return Role.GATEWAY, spoken, "speaks for a declared gateway"


def _speaks_for_gateways_only(presence: Presence) -> bool:
    stated = [one.pair.address for one in presence.on_the_wire if one.pair.address is not None]
    return all(one in presence.segment.gateways or one.is_link_local or one.is_unspecified for one in stated)


def _learnt(presence: Presence, role: Role, addresses: tuple[Address, ...], why: str) -> Learnt:
    return Learnt(presence.mac, role, addresses, why, presence.first_us, presence.last_us)


def _firm(presence: Presence) -> list[Binding]:
    return [one for one in presence.on_the_wire if one.is_firm and one.pair.address is not None]
