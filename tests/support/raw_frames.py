"""Frames no kernel would send by itself, from a host of the laboratory."""

import socket
import struct
import time
from typing import Protocol

from tests.support.inside import inside
from tests.support.laboratory import Host, Namespace

_BROADCAST = b"\xff" * 6
_ARP = 0x0806


def octets(mac: str) -> bytes:
    return bytes.fromhex(mac.replace(":", "").replace("-", ""))


def arp_request(mac: str, sender: str, target: str) -> bytes:
    """Who has `target`? Tell `sender` at `mac` (RFC 826)."""
    addresses = socket.inet_aton(sender), socket.inet_aton(target)
    message = struct.pack(">HHBBH6s4s6s4s", 1, 0x0800, 6, 4, 1, octets(mac), addresses[0], bytes(6), addresses[1])
    return (_BROADCAST + octets(mac) + struct.pack(">H", _ARP) + message).ljust(60, b"\0")


def arp_answer(mac: str, sender: str, target_mac: str, target: str) -> bytes:
    """`sender` is at `mac`, said to everybody (RFC 826)."""
    addresses = socket.inet_aton(sender), socket.inet_aton(target)
    ends = octets(mac), addresses[0], octets(target_mac), addresses[1]
    message = struct.pack(">HHBBH6s4s6s4s", 1, 0x0800, 6, 4, 2, *ends)
    return (_BROADCAST + octets(mac) + struct.pack(">H", _ARP) + message).ljust(60, b"\0")


class Wired(Protocol):
    """Whose wire frames are put on."""

    @property
    def interface(self) -> str: ...

    @property
    def namespace(self) -> Namespace: ...


def send(host: Wired, *frames: bytes, pause: float = 0) -> None:
    """Puts frames on the host's wire as they are."""
    with inside(host.namespace), socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as wire:
        wire.bind((host.interface, 0))
        for frame in frames:
            wire.send(frame)
            time.sleep(pause)


def ask_for(host: Host, own: str, address: str, pause: float = 0) -> None:
    """An ARP request in the host's own name; only who holds the address answers, and asks nothing itself."""
    send(host, arp_request(host.mac, own, address), pause=pause)
