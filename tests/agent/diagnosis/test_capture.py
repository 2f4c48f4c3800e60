import json
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies
from scapy.layers.l2 import Ether
from scapy.packet import Raw
from scapy.utils import PcapWriter, wrpcap, wrpcapng

from agent.diagnosis.capture import CaptureReport, UnreadableCapture, decode_capture, render
from protocol.observations import NameHeard, ServerHeard, Sighting
from tests.support.frames import STRANGER, arp, dhcp_answer, dhcp_request, mac, nd, neighbour_solicitation, ours
from tests.support.told_frames import cdp, fingerprint, lldp

WEEK_US = 1_772_000_000_000_000


def write(path: Path, *frames: bytes, nanoseconds: bool = False) -> Path:
    # Octets as they are: scapy refuses to build what is damaged.
    packets = [Ether(frame[:14]) / Raw(frame[14:]) for frame in frames]
    for number, packet in enumerate(packets):
        packet.time = WEEK_US / 1_000_000 + number
    if path.suffix == ".pcapng":
        wrpcapng(str(path), packets)
    else:
        wrpcap(str(path), packets, nano=nanoseconds)
    return path


def pcap(path: Path, *frames: bytes) -> Path:
    return write(path / "office.pcap", *frames)


def pcap_nanoseconds(path: Path, *frames: bytes) -> Path:
    return write(path / "office.pcap", *frames, nanoseconds=True)


def pcapng(path: Path, *frames: bytes) -> Path:
    return write(path / "office.pcapng", *frames)


@pytest.mark.parametrize("written", [pcap, pcap_nanoseconds, pcapng])
def test_each_format_is_heard_with_its_times(tmp_path: Path, written: Callable[..., Path]) -> None:
    report = decode_capture(written(tmp_path, arp(), arp()))

    assert [one.frames for one in report.heard if isinstance(one, Sighting)] == [1, 1]
    first, second = report.heard
    assert isinstance(first, Sighting)
    assert isinstance(second, Sighting)
    assert abs(first.first_us - WEEK_US) < 10
    assert abs(second.last_us - first.first_us - 1_000_000) < 10


def test_names_servers_and_folded_repeats_are_told(tmp_path: Path) -> None:
    report = decode_capture(pcap(tmp_path, dhcp_request([("hostname", b"pc-1")]), dhcp_answer(), arp(), arp(), arp()))

    assert [one.name for one in report.heard if isinstance(one, NameHeard)] == ["pc-1"]
    assert len([one for one in report.heard if isinstance(one, ServerHeard)]) == 1
    said = [one.frames for one in report.heard if isinstance(one, Sighting) and str(one.address) == "10.37.12.21"]
    assert said == [1, 1, 1]


def test_unreadable_frame_is_told_by_its_number_with_both_readings(tmp_path: Path) -> None:
    report = decode_capture(pcap(tmp_path, arp(), nd(neighbour_solicitation(), hop_limit=64)))

    (refused,) = report.unreadable
    assert report.unreadable_kinds == (("ICMPv6 message", 1),)
    assert (refused.number, report.unreadable_count) == (2, 1)
    assert "hop limit 64 instead of 255" in refused.reason
    assert "ICMPv6ND_NS" in refused.scapy


def test_other_link_layers_are_skipped_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "radio.pcap"
    with PcapWriter(str(path), linktype=105) as writer:
        writer.write(b"\x80\0" + bytes(40))

    assert decode_capture(path) == CaptureReport(0, 1, True, (), 0, (), ())


def test_reading_stops_at_its_bound_and_says_so(tmp_path: Path) -> None:
    report = decode_capture(pcap(tmp_path, *[arp()] * 5), most_frames=3)

    assert (report.frames, report.is_whole) == (3, False)
    assert not render(report, as_json=False).startswith("5")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "neither pcap nor pcapng"),
        (b"\x1f\x8b\x08\0" + bytes(40), "neither pcap nor pcapng"),
        (b"hello, I am a letter", "neither pcap nor pcapng"),
        (b"\xd4\xc3\xb2\xa1", "Not a supported capture file"),
    ],
    ids=["empty", "compressed", "text", "header-cut"],
)
def test_what_is_no_capture_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "odd"
    path.write_bytes(content)

    with pytest.raises(UnreadableCapture, match=reason):
        decode_capture(path)


def test_absent_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableCapture, match="No such file"):
        decode_capture(tmp_path / "absent.pcap")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    strategies.sampled_from([".pcap", ".pcapng"]),
    strategies.lists(strategies.tuples(strategies.integers(4, 400), strategies.integers(0, 255)), max_size=6),
    strategies.integers(4, 600),
)
def test_damaged_file_is_read_as_far_as_it_goes_or_refused(
    tmp_path: Path, suffix: str, overwritten: list[tuple[int, int]], length: int
) -> None:
    content = bytearray(write(tmp_path / f"whole{suffix}", arp(), dhcp_answer(), arp()).read_bytes())
    for place, value in overwritten:
        content[place % (len(content) - 4) + 4] = value
    damaged = tmp_path / f"damaged{suffix}"
    damaged.write_bytes(content[:length])

    with suppress(UnreadableCapture):
        # Every frame has a header of at least 16 octets in the file, whatever the damage makes of the rest.
        assert decode_capture(damaged).frames * 16 <= length


def test_json_holds_what_the_lines_hold(tmp_path: Path) -> None:
    report = decode_capture(pcap(tmp_path, *ours(), arp()[:20]))

    told = json.loads(render(report, as_json=True))

    assert told["frames"] == len(ours()) + 1
    assert {one["type"] for one in told["heard"]} == {"sighting", "name-heard", "server-heard"}
    assert told["heard"][0]["mac"] == str(mac(STRANGER))
    assert len(told["unreadable"]) == told["unreadable_count"]


def test_what_terminals_and_switches_tell_is_in_the_lines(tmp_path: Path) -> None:
    text = render(decode_capture(pcap(tmp_path, fingerprint(), lldp(), cdp(), lldp()[:20])), as_json=False)

    for line in (
        "00-00-5E-00-53-01 as dhcp4 client 0100005e005301, asks for 1,3,6,15",
        "00-00-5E-00-53-03 is port 'GE1/0/12' of switch '00-00-5E-00-53-03' (lldp) VLAN 12",
        "00-00-5E-00-53-03 is port 'GigabitEthernet0/12' of switch 'S5735-3F' (cdp) VLAN 12",
        "unreadable: 1 × LLDP part",
    ):
        assert line in text.splitlines()
    assert "scapy: cannot read it either (LLDPInvalidFrameStructure)" in text.splitlines()[-1]


def test_flood_in_a_capture_is_summed_up(tmp_path: Path) -> None:
    flood = [arp(hardware=f"06:00:00:00:{number >> 8:02x}:{number & 255:02x}") for number in range(1_200)]
    # One after another within an interval, as a flood comes.
    path = tmp_path / "flood.pcap"
    with PcapWriter(str(path), linktype=1) as writer:
        writer.write_header(None)
        for number, octets in enumerate(flood):
            writer.write_packet(octets, sec=1_700_000_000, usec=number)

    assert render(decode_capture(path), as_json=False).splitlines()[-1].startswith("200 frames of about ")


def test_lines_are_translated(tmp_path: Path) -> None:
    report = decode_capture(pcap(tmp_path, *ours()))
    chinese = {
        "{mac} speaks for {address} ({how}), {frames} frames": "{mac} 使用 {address}({how}),{frames} 帧",
        "no address": "无地址",
    }

    lines = render(report, as_json=False, translate=lambda text: chinese.get(text, text))

    assert f"{mac(STRANGER)} 使用 10.37.12.21(arp-request),1 帧" in lines
    assert f"{mac(STRANGER)} 使用 无地址(dhcp4)" in lines
    assert "VLAN 7" in lines


def test_without_scapy_the_error_names_the_extra(tmp_path: Path) -> None:
    path = pcap(tmp_path, arp())
    script = (
        "import sys; sys.modules['scapy'] = None\n"
        "from pathlib import Path\n"
        "from agent.diagnosis.capture import ScapyMissing, decode_capture\n"
        "try: decode_capture(Path(sys.argv[1]))\n"
        "except ScapyMissing as error: print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=False, timeout=60
    )

    assert "mingce[diagnosis]" in done.stdout, done.stderr
