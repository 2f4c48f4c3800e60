"""A packet socket on one interface (packet(7)): what its kernel filter lets through, nothing else is ever read."""

import array
import errno
import socket
import struct
from collections.abc import Sequence
from types import TracebackType
from typing import NamedTuple, Self

from agent.errors import CouldNotLook, CouldNotOpen

SNAP_BYTES = 1518
"""A whole Ethernet frame with one 802.1Q tag."""

_ETH_P_ALL = 3
_SOL_PACKET = 263
_PACKET_ADD_MEMBERSHIP, _PACKET_STATISTICS, _PACKET_AUXDATA = 1, 6, 8
_PACKET_MR_MULTICAST, _PACKET_MR_ALLMULTI = 0, 2
_PACKET_OUTGOING = 4
_TP_STATUS_VLAN_VALID = 0x10
_SO_ATTACH_FILTER, _SO_RCVBUFFORCE, _SO_TIMESTAMPNS = 26, 33, 35
_RECEIVE_BUFFER = 8 * 1024 * 1024

_AUXILIARY = struct.Struct("=IIIHHHH")
_STATUS_AND_TAG = struct.Struct("=I12xH")
_TIMESPEC = struct.Struct("@ll")
_MEMBERSHIP = struct.Struct("@iHH8s")
_INSTRUCTION = struct.Struct("@HBBI")
_PROGRAM = struct.Struct("@HP")
_STATISTICS = struct.Struct("@II")
_ANCILLARY_BYTES = socket.CMSG_SPACE(_AUXILIARY.size) + socket.CMSG_SPACE(_TIMESPEC.size)
_VLAN_ID = 0x0FFF


class Instruction(NamedTuple):
    """One instruction of a classic BPF program (struct sock_filter, linux/filter.h)."""

    code: int
    jump_true: int
    jump_false: int
    k: int


class CapturedFrame(NamedTuple):
    """A frame as the filter let it through."""

    octets: bytes
    """From the destination MAC on, at most SNAP_BYTES; a tag that the NIC stripped is not in here."""
    vlan: int | None
    """Id of the stripped 802.1Q tag; None: no tag was stripped, or a priority tag (id 0)."""
    outgoing: bool
    """This machine sent it."""
    at_us: int
    """Microseconds since 1970, when the kernel took it (SO_TIMESTAMPNS)."""


class PacketSocket:
    """Non-blocking. Raises CouldNotOpen without CAP_NET_RAW, or when the interface is gone."""

    def __init__(
        self, ifindex: int, program: Sequence[Instruction], all_multicast: bool = False, groups: Sequence[bytes] = ()
    ) -> None:
        """`groups`: multicast MACs that the interface is to receive as long as this socket is open."""
        try:
            # Protocol 0: nothing is queued before the filter is in place and the socket is bound.
            self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW | socket.SOCK_CLOEXEC, 0)
        except OSError as error:
            raise could_not_open(error) from None
        self._drops = 0
        self._ancillary_bytes = _ANCILLARY_BYTES
        try:
            self._attach(program)
            self._configure()
            self._join(ifindex, all_multicast, groups)
            self._socket.bind((socket.if_indextoname(ifindex), _ETH_P_ALL))
        except OSError as error:
            self._socket.close()
            raise could_not_open(error) from None

    def _attach(self, program: Sequence[Instruction]) -> None:
        code = array.array("B", b"".join(_INSTRUCTION.pack(*instruction) for instruction in program))
        # sock_fprog holds a pointer; the kernel copies the program during the call, so `code` need not outlive it.
        address, _ = code.buffer_info()
        self._socket.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, _PROGRAM.pack(len(program), address))

    def _configure(self) -> None:
        self._socket.setblocking(False)
        self._socket.setsockopt(_SOL_PACKET, _PACKET_AUXDATA, 1)
        self._socket.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
        try:
            self._socket.setsockopt(socket.SOL_SOCKET, _SO_RCVBUFFORCE, _RECEIVE_BUFFER)
        except PermissionError:
            # Without CAP_NET_ADMIN the system's ceiling (net.core.rmem_max) holds.
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER)

    def _join(self, ifindex: int, all_multicast: bool, groups: Sequence[bytes]) -> None:
        wanted = [(_PACKET_MR_MULTICAST, group) for group in groups]
        if all_multicast:
            wanted.append((_PACKET_MR_ALLMULTI, b""))
        for kind, group in wanted:
            membership = _MEMBERSHIP.pack(ifindex, kind, len(group), group)
            self._socket.setsockopt(_SOL_PACKET, _PACKET_ADD_MEMBERSHIP, membership)

    def fileno(self) -> int:
        return self._socket.fileno()

    def read(self, most_frames: int = 512) -> list[CapturedFrame]:
        """The frames that wait, oldest first, at most `most_frames`; an interface that went down has none.

        Raises CouldNotLook when the socket is of no use any more.
        """
        frames: list[CapturedFrame] = []
        receive, ancillary_bytes = self._socket.recvmsg, self._ancillary_bytes
        try:
            for _ in range(most_frames):
                octets, ancillary, _, address = receive(SNAP_BYTES, ancillary_bytes)
                vlan, at_us = _read_ancillary(ancillary)
                frames.append(CapturedFrame(octets, vlan, address[2] == _PACKET_OUTGOING, at_us))
        except BlockingIOError:
            return frames
        except OSError as error:
            # Said once when the interface goes down; the socket works again when it comes up.
            if error.errno != errno.ENETDOWN:
                raise CouldNotLook("packet socket", error.strerror or str(error)) from None
        return frames

    def drops(self) -> int:
        """Frames that passed the filter and were lost because the buffer was full, since the socket was opened."""
        statistics = self._socket.getsockopt(_SOL_PACKET, _PACKET_STATISTICS, _STATISTICS.size)
        # The kernel sets its counters back to zero at every reading.
        self._drops += int(_STATISTICS.unpack(statistics)[1])
        return self._drops

    def close(self) -> None:
        self._socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _read_ancillary(ancillary: list[tuple[int, int, bytes]]) -> tuple[int | None, int]:
    vlan, at_us = None, 0
    for level, _, content in ancillary:
        if level == _SOL_PACKET:
            status, tag = _STATUS_AND_TAG.unpack_from(content)
            if status & _TP_STATUS_VLAN_VALID:
                vlan = tag & _VLAN_ID or None
        else:
            seconds, nanoseconds = _TIMESPEC.unpack_from(content)
            at_us = seconds * 1_000_000 + nanoseconds // 1000
    return vlan, at_us


def could_not_open(error: OSError) -> CouldNotOpen:
    """What a refusal of the kernel means to whoever reads the log."""
    if error.errno in (errno.EPERM, errno.EACCES):
        return CouldNotOpen(
            "packet socket", "CAP_NET_RAW is missing", "start the agent by its systemd unit, which grants it"
        )
    return CouldNotOpen("packet socket", error.strerror or str(error))
