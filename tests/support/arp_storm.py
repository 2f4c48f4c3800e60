"""A talkative wire: `python -m tests.support.arp_storm INTERFACE SEED PER_SECOND` asks by ARP as ever-changing pairs.

Every alternation of a pair is a report of its own, so an agent that listens has much to say. Run it in a namespace.
"""

import random
import socket
import struct
import sys
import time

_MACS, _ADDRESSES = 12, 40


def who_has(mac: bytes, address: bytes, asked: bytes) -> bytes:
    """An Ethernet frame with an ARP request (RFC 826), broadcast."""
    ethernet = b"\xff" * 6 + mac + b"\x08\x06"
    return ethernet + struct.pack("!HHBBH", 1, 0x0800, 6, 4, 1) + mac + address + b"\0" * 6 + asked


def main(interface: str, seed: int, per_second: float) -> None:
    chance = random.Random(seed)
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as wire:
        wire.bind((interface, 0))
        while True:
            mac = bytes((0x02, 0, 0x5E, 0, 0x53, chance.randrange(_MACS)))
            address = bytes((10, 37, 12, 100 + chance.randrange(_ADDRESSES)))
            wire.send(who_has(mac, address, bytes((10, 37, 12, 1))))
            time.sleep(chance.expovariate(per_second))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))
