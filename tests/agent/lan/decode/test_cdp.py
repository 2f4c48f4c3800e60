import pytest
from hypothesis import given, strategies
from scapy.contrib.cdp import CDPMsgDeviceID, CDPMsgNativeVLAN, CDPMsgPortID, CDPv2_HDR
from scapy.layers.l2 import Dot3

from agent.lan.decode.cdp import SNAP_HEADER
from agent.lan.decode.frame import decode
from agent.lan.decode.heard import PortTold, Unreadable
from protocol.observations.lan import DiscoveryProtocol
from tests.support.frames import GATEWAY, damaged, mac
from tests.support.told_frames import cdp

NAMES = strategies.text(strategies.characters(codec="ascii", categories=("L", "N")), min_size=1, max_size=40)
FIRST_FIELD = 14 + len(SNAP_HEADER) + 4


def test_a_switch_tells_its_port() -> None:
    assert decode(cdp()) == (
        PortTold(mac(GATEWAY), DiscoveryProtocol.CDP, "S5735-3F", "GigabitEthernet0/12", None, None, 12, 180),
    )


def test_padding_behind_the_stated_length_is_no_field() -> None:
    assert decode(cdp() + b"\xff" * 20) == decode(cdp())


def test_other_frames_with_a_length_are_none_of_ours() -> None:
    assert decode(cdp().replace(SNAP_HEADER, b"\xaa\xaa\x03\0\0\x0c\x01\x11")) == ()


@pytest.mark.parametrize(
    ("at", "value", "reason"),
    [(13, 255, "length 255 of"), (22, 9, "version 9"), (FIRST_FIELD + 3, 3, "1 has length 3 of")],
    ids=["longer-than-the-frame", "version", "field-shorter-than-its-header"],
)
def test_damaged_message_is_unreadable(at: int, value: int, reason: str) -> None:
    frame = bytearray(cdp())
    frame[at] = value

    with pytest.raises(Unreadable, match=reason):
        decode(bytes(frame))


@given(NAMES, NAMES, strategies.integers(1, 4094))
def test_scapy_reads_the_same(device: str, port: str, vlan: int) -> None:
    frame = cdp(device, port, vlan)
    (said,), referee = decode(frame), Dot3(frame)

    assert isinstance(said, PortTold)
    fields = {type(field): field for field in referee[CDPv2_HDR].msg}
    assert said.chassis == fields[CDPMsgDeviceID].val.decode()
    assert said.port == fields[CDPMsgPortID].iface.decode()
    assert said.vlan == fields[CDPMsgNativeVLAN].vlan


@given(damaged([cdp()]))
def test_damage_is_refused_or_bounded(frame: bytes) -> None:
    try:
        heard = decode(frame)
    except Unreadable:
        return
    for said in heard:
        assert not isinstance(said, PortTold) or max(len(said.chassis), len(said.port)) <= 255
