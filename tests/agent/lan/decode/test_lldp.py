import pytest
from hypothesis import given, strategies
from scapy.contrib.lldp import LLDPDUChassisID, LLDPDUPortID, LLDPDUSystemName, LLDPDUTimeToLive
from scapy.layers.l2 import Ether

from agent.lan.decode.frame import decode
from agent.lan.decode.heard import Heard, PortTold, Unreadable
from protocol.observations.lan import DiscoveryProtocol
from tests.support.frames import GATEWAY, damaged, mac
from tests.support.told_frames import lldp

SWITCH = PortTold(
    mac(GATEWAY), DiscoveryProtocol.LLDP, "00-00-5E-00-53-03", "GE1/0/12", "room 305", "S5735-3F", 12, 120
)
NAMES = strategies.text(strategies.characters(codec="ascii", categories=("L", "N")), min_size=1, max_size=40)


def told(frame: bytes) -> Heard:
    (said,) = decode(frame)
    return said


def test_an_access_switch_tells_its_port() -> None:
    assert told(lldp()) == SWITCH


@pytest.mark.parametrize(
    ("chassis", "shown"),
    [
        ((4, GATEWAY), "00-00-5E-00-53-03"),
        ((5, "10.37.12.254"), "10.37.12.254"),
        ((7, "接入三楼".encode()), "接入三楼"),
    ],
)
def test_chassis_is_shown_by_its_kind(chassis: tuple[int, object], shown: str) -> None:
    assert told(lldp(chassis=chassis)) == SWITCH._replace(chassis=shown)


@pytest.mark.parametrize(
    ("port", "shown"),
    [
        ((3, GATEWAY), "00-00-5E-00-53-03"),
        ((4, "10.37.12.9"), "10.37.12.9"),
        ((7, "12"), "12"),
        ((1, "uplink"), "uplink"),
    ],
)
def test_port_is_shown_by_its_kind(port: tuple[int, object], shown: str) -> None:
    assert told(lldp(port=port)) == SWITCH._replace(port=shown)


@pytest.mark.parametrize(("number", "vlan"), [(None, None), (0, None), (4094, 4094), (4095, None)])
def test_vlan_is_one_that_there_is(number: int | None, vlan: int | None) -> None:
    assert told(lldp(vlan=number)) == SWITCH._replace(vlan=vlan)


def test_a_frame_without_an_end_is_read_to_where_it_ends() -> None:
    frame = lldp()

    assert told(frame[: frame.index(b"S5735-3F") + 8]) == SWITCH._replace(vlan=None)


@pytest.mark.parametrize("kept", [14, 20, 24, 33, 36])
def test_a_frame_cut_short_is_unreadable(kept: int) -> None:
    with pytest.raises(Unreadable, match="LLDP"):
        decode(lldp()[:kept])


@given(NAMES, NAMES, strategies.integers(0, 65535))
def test_scapy_reads_the_same(port: str, name: str, holds_s: int) -> None:
    frame = lldp(port=(5, port), name=name, holds_s=holds_s)
    referee, said = Ether(frame), told(frame)

    assert isinstance(said, PortTold)
    assert said.chassis.replace("-", ":").lower() == referee[LLDPDUChassisID].id
    assert said.port == referee[LLDPDUPortID].id.decode()
    assert said.system_name == referee[LLDPDUSystemName].system_name.decode()
    assert said.holds_s == referee[LLDPDUTimeToLive].ttl


@given(damaged([lldp()]))
def test_damage_is_refused_or_bounded(frame: bytes) -> None:
    try:
        heard = decode(frame)
    except Unreadable:
        return
    for said in heard:
        assert not isinstance(said, PortTold) or max(len(said.chassis), len(said.port)) <= 255
