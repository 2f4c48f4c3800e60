"""Ethernet II, 802.3 and up to two 802.1Q tags (IEEE 802.3 clause 3, IEEE 802.1Q clause 9)."""

import struct
from typing import NamedTuple

from agent.lan.decode.heard import Unreadable

ARP, IPV4, IPV6, LLDP = 0x0806, 0x0800, 0x86DD, 0x88CC
MOST_LENGTH = 1500
"""Up to here a type is the length of an 802.3 frame."""
_MOST_TAGS = 2
_TAGS = frozenset({0x8100, 0x88A8})
_HEADER = struct.Struct(">6s6sH")
_TAG = struct.Struct(">HH")
_VLAN_ID = 0x0FFF
_NO_VLANS = frozenset({None, 0, 0x0FFF})
"""No tag, a priority tag, the id that shall not be sent (IEEE 802.1Q table 9-2)."""


class Ethernet(NamedTuple):
    """A frame's header; `offset` is where the payload begins. Below 1536 `type` is an 802.3 length."""

    source: bytes
    type: int
    vlan: int | None
    offset: int


def unwrap(frame: bytes, vlan: int | None) -> Ethernet:
    """The header of a frame whose tag, if the NIC stripped it, was `vlan`; raises Unreadable.

    Of several tags the outer one counts; a priority tag (id 0) is none, nor is the reserved id 4095: it would be
    refused on the way to the collector, with all the rest of the report. A third tag in the frame is its type.
    """
    if len(frame) < _HEADER.size:
        raise Unreadable("Ethernet header", f"{len(frame)} octets instead of {_HEADER.size}")
    _, source, kind = _HEADER.unpack_from(frame)
    offset, end_of_tags = _HEADER.size, _HEADER.size + _MOST_TAGS * _TAG.size
    while kind in _TAGS and offset < end_of_tags:
        if len(frame) < offset + _TAG.size:
            raise Unreadable("802.1Q tag", f"cut short after {len(frame)} octets")
        tag, kind = _TAG.unpack_from(frame, offset)
        vlan = tag & _VLAN_ID if vlan in _NO_VLANS else vlan
        offset += _TAG.size
    return Ethernet(source, kind, None if vlan in _NO_VLANS else vlan, offset)
