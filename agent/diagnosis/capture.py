"""What listening would have made of a capture file, with scapy's reading beside every frame ours refuses."""

import json
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agent.errors import AgentError
from agent.host.packet_socket import SNAP_BYTES, CapturedFrame
from agent.lan.listener import Listener
from protocol.codec import encode
from protocol.identity import AdapterId
from protocol.observations import (
    OBSERVATION_TYPES,
    DhcpClientHeard,
    NameHeard,
    Observation,
    ServerHeard,
    Sighting,
    SightingsFolded,
    SwitchPort,
)
from protocol.phrases import say
from protocol.reasons import reason

MOST_BYTES = 1024 * 1024 * 1024
MOST_FRAMES = 2_000_000
MOST_UNREADABLE = 1_000
"""Unreadable frames shown one by one; all are counted."""

_ADAPTER = AdapterId("capture")
_INTERVAL_US = 10_000_000
_ETHERNET = 1
_MAGICS = frozenset(bytes.fromhex(magic) for magic in ("d4c3b2a1", "a1b2c3d4", "4d3cb2a1", "a1b23c4d", "0a0d0d0a"))
"""pcap in both orders with micro- and nanoseconds, pcapng. Compressed files are refused: they have no bound."""
_DISSECTION_FAILURES = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, struct.error)
"""What scapy's layers let through on damaged frames."""
_NAMES = {kind: name for name, kind in OBSERVATION_TYPES.items()}


class UnreadableCapture(AgentError):
    """A file that is no capture, or not one of ours to read."""

    id = "unreadable-capture"


class ScapyMissing(AgentError):
    """The extra `diagnosis` is not installed."""

    id = "scapy-missing"


@dataclass(frozen=True, slots=True)
class UnreadableFrame:
    """A frame our decoders refuse: its number in the file (from 1), why, and scapy's one line about it."""

    number: int
    reason: str
    scapy: str


@dataclass(frozen=True, slots=True)
class CaptureReport:
    """Everything an agent that heard these frames would have said, in the order it would have said it."""

    frames: int
    skipped: int
    """Frames of other link layers than Ethernet."""
    is_whole: bool
    """False: the file holds more than MOST_FRAMES frames."""
    heard: tuple[Observation, ...]
    unreadable_count: int
    unreadable_kinds: tuple[tuple[str, int], ...]
    """What the unreadable ones claim to be, the most frequent first."""
    unreadable: tuple[UnreadableFrame, ...]


class _OneFrame:
    """A frame source that is filled one frame at a time, so that each refusal can be told by its frame."""

    def __init__(self) -> None:
        self.waiting: list[CapturedFrame] = []

    def read(self, most_frames: int) -> list[CapturedFrame]:
        taken, self.waiting = self.waiting[:most_frames], self.waiting[most_frames:]
        return taken

    def drops(self) -> int:
        return 0


def decode_capture(path: Path, most_frames: int = MOST_FRAMES) -> CaptureReport:
    """Reads a pcap or pcapng file as the listener would have heard it.

    Raises UnreadableCapture for a file that is none, and ScapyMissing.
    """
    _require_capture(path)
    source = _OneFrame()
    ear = Listener(_ADAPTER, None, source, _INTERVAL_US)
    heard: list[Observation] = []
    unreadable: list[UnreadableFrame] = []
    skipped = frames = last_us = 0
    for octets, link_type, last_us in _frames(path):
        if frames + skipped == most_frames:
            return _report(ear, skipped, False, heard, unreadable, last_us)
        if link_type != _ETHERNET:
            skipped += 1
            continue
        frames += 1
        source.waiting.append(CapturedFrame(octets[:SNAP_BYTES], None, False, last_us))
        before = ear.unreadable.total()
        heard += ear.read(1)
        if ear.unreadable.total() > before and len(unreadable) < MOST_UNREADABLE:
            unreadable.append(UnreadableFrame(frames + skipped, str(ear.last_unreadable), _summary(octets)))
    return _report(ear, skipped, True, heard, unreadable, last_us)


def _report(
    ear: Listener,
    skipped: int,
    is_whole: bool,
    heard: list[Observation],
    unreadable: list[UnreadableFrame],
    last_us: int,
) -> CaptureReport:
    said = (*heard, *ear.flush(last_us + _INTERVAL_US))
    kinds = tuple(ear.unreadable.most_common())
    return CaptureReport(ear.frames, skipped, is_whole, said, ear.unreadable.total(), kinds, tuple(unreadable))


def _require_capture(path: Path) -> None:
    try:
        with path.open("rb") as file:
            magic = file.read(4)
        size = path.stat().st_size
    except OSError as error:
        raise UnreadableCapture(str(path), reason(error)) from None
    if magic not in _MAGICS:
        raise UnreadableCapture(str(path), "neither pcap nor pcapng", "unpack it first if it is compressed")
    if size > MOST_BYTES:
        raise UnreadableCapture(
            str(path),
            say("{length} bytes, at most {most}", length=size, most=MOST_BYTES),
            "cut it with editcap -c",
        )


def _frames(path: Path) -> Iterator[tuple[bytes, int, int]]:
    """Octets, link type and microseconds since 1970 of every frame; scapy knows the file formats."""
    try:
        from scapy.error import Scapy_Exception
        from scapy.utils import RawPcapReader
    except ImportError:
        raise ScapyMissing("scapy", "is not installed", "install the extra: pip install 'mingce[diagnosis]'") from None
    # It takes an open file as well; its annotation says otherwise.
    open_capture: Any = RawPcapReader
    try:
        # Opened here, because scapy leaves the file open when its header is damaged.
        with path.open("rb") as file, open_capture(file) as reader:
            for octets, about in reader:
                yield octets, _link_type(reader, about), _microseconds(reader, about)
    except (Scapy_Exception, EOFError, ValueError, struct.error) as error:
        raise UnreadableCapture(str(path), str(error) or say("cut short")) from None


def _link_type(reader: Any, about: Any) -> int:
    return int(getattr(about, "linktype", None) or getattr(reader, "linktype", 0) or 0)


def _microseconds(reader: Any, about: Any) -> int:
    if hasattr(about, "tshigh"):
        ticks = (about.tshigh or 0) << 32 | (about.tslow or 0)
        return int(ticks * 1_000_000 // (about.tsresol or 1_000_000))
    return int(about.sec * 1_000_000 + (about.usec // 1000 if reader.nano else about.usec))


def _summary(octets: bytes) -> str:
    # Importing the layers is what makes scapy dissect them.
    import scapy.contrib.cdp
    import scapy.contrib.lldp
    import scapy.layers.dhcp
    import scapy.layers.dhcp6
    import scapy.layers.dns
    import scapy.layers.inet6  # noqa: F401
    from scapy.error import Scapy_Exception
    from scapy.layers.l2 import Ether

    try:
        text = str(Ether(octets).summary())
    except (Scapy_Exception, *_DISSECTION_FAILURES) as error:
        return f"cannot read it either ({type(error).__name__})"
    return "".join(character if character.isprintable() else "?" for character in text)[:200]


def render(report: CaptureReport, as_json: bool, translate: Callable[[str], str] = str) -> str:
    """The report as one JSON object, or as lines for a person; `translate` is a gettext function."""
    if as_json:
        return json.dumps(_plain(report), ensure_ascii=False, indent=2)
    lines = [
        translate("{frames} Ethernet frames, {skipped} of other kinds, {unreadable} unreadable").format(
            frames=report.frames, skipped=report.skipped, unreadable=report.unreadable_count
        )
    ]
    kinds = report.unreadable_kinds
    if not report.is_whole:
        lines.append(translate("The file is longer than what was read."))
    lines += [_line(one, translate) for one in report.heard]
    lines += [translate("unreadable: {count} × {kind}").format(count=count, kind=kind) for kind, count in kinds]
    lines += [
        translate("frame {number} unreadable: {reason} (scapy: {scapy})").format(
            number=one.number, reason=one.reason, scapy=one.scapy
        )
        for one in report.unreadable
    ]
    return "\n".join(lines)


def _line(one: Observation, translate: Callable[[str], str]) -> str:
    match one:
        case Sighting():
            vlan = "" if one.vlan is None else f" VLAN {one.vlan}"
            said = translate("{mac} speaks for {address} ({how}), {frames} frames")
            address = one.address or translate("no address")
            return said.format(mac=one.mac, address=address, how=one.how, frames=one.frames) + vlan
        case NameHeard():
            said = translate("{mac} calls itself {name!r}, vendor class {vendor_class!r}")
            return said.format(mac=one.mac, name=one.name, vendor_class=one.vendor_class or "")
        case DhcpClientHeard():
            said = translate("{mac} as {version} client {client_id}, asks for {parameters}")
            parameters = ",".join(map(str, one.parameters))
            return said.format(mac=one.mac, version=one.version, client_id=one.client_id or "", parameters=parameters)
        case SwitchPort():
            said = translate("{mac} is port {port!r} of switch {chassis!r} ({told_by})")
            vlan = "" if one.vlan is None else f" VLAN {one.vlan}"
            return said.format(mac=one.mac, port=one.port, chassis=one.chassis, told_by=one.told_by) + vlan
        case SightingsFolded():
            said = translate("{frames} frames of about {pairs} pairs that were heard once, in a flood of them")
            return said.format(frames=one.frames, pairs=one.pairs)
        case ServerHeard():
            said = translate("{mac} is a server: {kind}, {address}")
            return said.format(mac=one.mac, kind=one.kind, address=one.address or translate("no address"))
        case _:
            return str(one)


def _plain(report: CaptureReport) -> dict[str, Any]:
    return {
        "frames": report.frames,
        "skipped": report.skipped,
        "is_whole": report.is_whole,
        "heard": [{"type": _NAMES[type(one)], **json.loads(encode(one))} for one in report.heard],
        "unreadable_count": report.unreadable_count,
        "unreadable_kinds": dict(report.unreadable_kinds),
        "unreadable": [{"number": one.number, "reason": one.reason, "scapy": one.scapy} for one in report.unreadable],
    }
