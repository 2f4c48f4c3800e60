"""Prints what the kernel's nl80211 says: a JSON object of dump names and base64 netlink messages, headers included.

One dump for each request an agent makes; GET_STATION and GET_SCAN once for each interface named as an argument.
"""

import base64
import json
import socket
import struct
import sys

from tests.lab.inside.generic_netlink import Family, Reply, attribute

# enum nl80211_commands and nl80211_attrs (linux/nl80211.h)
_GET_WIPHY, _GET_INTERFACE, _GET_STATION, _GET_SCAN = 1, 5, 17, 32
_IFINDEX, _SPLIT_WIPHY_DUMP = 3, 174


def dumps(interfaces: list[str]) -> dict[str, list[Reply]]:
    family = Family("nl80211")
    found = {
        "get-wiphy": family.dump(_GET_WIPHY, attribute(_SPLIT_WIPHY_DUMP)),
        "get-interface": family.dump(_GET_INTERFACE),
    }
    for name in interfaces:
        about = attribute(_IFINDEX, struct.pack("=I", socket.if_nametoindex(name)))
        found[f"get-station-{name}"] = family.dump(_GET_STATION, about)
        found[f"get-scan-{name}"] = family.dump(_GET_SCAN, about)
    return found


def packed(replies: list[Reply]) -> bytes:
    """Messages as they came: a header (linux/netlink.h) with type, no flags, no sequence, and the body, padded."""
    whole = b""
    for reply in replies:
        length = 16 + len(reply.body)
        whole += struct.pack("=IHHII", length, reply.kind, 0, 0, 0) + reply.body + b"\0" * (-length % 4)
    return whole


if __name__ == "__main__":
    told = {name: base64.b64encode(packed(replies)).decode() for name, replies in dumps(sys.argv[1:]).items()}
    print(json.dumps(told))
