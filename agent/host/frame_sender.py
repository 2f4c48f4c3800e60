"""Frames out of one interface (packet(7)). What is sent is made in agent/lan/encode.py and nowhere else."""

import socket

from agent.errors import CouldNotLook
from agent.host.packet_socket import could_not_open


class FrameSender:
    """Raises CouldNotOpen without CAP_NET_RAW, or when the interface is gone."""

    def __init__(self, ifindex: int) -> None:
        try:
            # Protocol 0: it receives nothing, whatever arrives (packet(7)).
            self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW | socket.SOCK_CLOEXEC, 0)
        except OSError as error:
            raise could_not_open(error) from None
        try:
            self._socket.setblocking(False)
            self._socket.bind((socket.if_indextoname(ifindex), 0))
        except OSError as error:
            self._socket.close()
            raise could_not_open(error) from None

    def send(self, frame: bytes) -> None:
        """Hands a whole frame to the interface; raises CouldNotLook when it does not take it."""
        try:
            self._socket.send(frame)
        except OSError as error:
            raise CouldNotLook("sending", error.strerror or str(error)) from None

    def close(self) -> None:
        self._socket.close()
