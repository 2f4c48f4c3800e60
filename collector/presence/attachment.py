"""Which declared segment an adapter is attached to, from the evidence its agent gives."""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_network

from collector.presence.subject import SegmentView
from protocol.address import Address, Prefix
from protocol.observations import Attachment, InterfaceAddress


@dataclass(frozen=True, slots=True)
class Recognised:
    """`segment` is None when nothing matches; `rivals` names other segments that match as well."""

    segment: SegmentView | None
    rivals: tuple[str, ...]
    why: str


def recognise(attachment: Attachment, segments: Iterable[SegmentView], unit_id: str | None) -> Recognised:
    """RFC 1918 prefixes repeat across units: a gateway's MAC decides first, then the unit of the agent's terminal."""
    fitting = [segment for segment in segments if _fits(attachment, segment)]
    if not fitting:
        return Recognised(None, (), "no declared segment has these prefixes and gateways")
    ranked = sorted(fitting, key=lambda segment: (-_strength(attachment, segment, unit_id), segment.id))
    best = ranked[0]
    equal = [one for one in ranked if _strength(attachment, one, unit_id) == _strength(attachment, best, unit_id)]
    if len(equal) > 1:
        names = ", ".join(segment.name for segment in equal)
        return Recognised(None, tuple(segment.id for segment in equal), f"ambiguous: {names}")
    return Recognised(best, tuple(segment.id for segment in ranked[1:]), "prefix and gateway match")


def is_told_elsewhere(addresses: Iterable[Address], segment: SegmentView, segments: Iterable[SegmentView]) -> bool:
    """Whether addresses an agent told of an adapter are another declared segment's, hence told before it came here."""
    told = tuple(addresses)
    return not _holds_any(segment, told) and any(_holds_any(one, told) for one in segments)


def _holds_any(segment: SegmentView, addresses: tuple[Address, ...]) -> bool:
    return any(prefix.version == one.version and one in prefix for prefix in segment.prefixes for one in addresses)


def _fits(attachment: Attachment, segment: SegmentView) -> bool:
    """The agent already compared gateways before it spoke of this adapter; another gateway is a finding, not a miss."""
    return any(_overlap(mine, theirs) for mine in attachment.prefixes for theirs in segment.prefixes)


def _overlap(mine: Prefix, theirs: Prefix) -> bool:
    return mine.version == theirs.version and mine.overlaps(theirs)


def _gateway_mac_heard(attachment: Attachment, segment: SegmentView) -> bool:
    return bool(set(attachment.gateway_macs) & segment.gateway_macs)


def _strength(attachment: Attachment, segment: SegmentView, unit_id: str | None) -> int:
    return (
        4 * _gateway_mac_heard(attachment, segment)
        + 2 * (unit_id is not None and segment.unit_id == unit_id)
        + bool(set(attachment.gateways) & segment.gateways)
    )


def network_of(item: InterfaceAddress) -> Prefix:
    """The on-link prefix of an address."""
    return ip_network((item.address, item.prefix_length), strict=False)
