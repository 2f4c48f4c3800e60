from contextlib import suppress

import pytest
from hypothesis import given, strategies

from agent.host.netlink.message import MalformedNetlink
from agent.host.netlink.uevent import parse_uevent

WLAN = (
    b"add@/devices/virtual/mac80211_hwsim/hwsim0/net/wlan0\0ACTION=add\0"
    b"DEVPATH=/devices/virtual/mac80211_hwsim/hwsim0/net/wlan0\0SUBSYSTEM=net\0DEVTYPE=wlan\0INTERFACE=wlan0\0IFINDEX=5\0"
    b"SEQNUM=1234\0"
)


def test_a_radio_appears() -> None:
    event = parse_uevent(WLAN)

    assert (event.action, event.subsystem, event.properties["DEVTYPE"]) == ("add", "net", "wlan")
    assert event.path.endswith("/net/wlan0")


@pytest.mark.parametrize(
    "datagram", [b"", b"libudev\0\xfe\xed\xca\xfe", b"add", b"@/x", b"add@", b"a@/b\0" + b"K=V\0" * 65]
)
def test_what_is_no_uevent_is_malformed(datagram: bytes) -> None:
    with pytest.raises(MalformedNetlink):
        parse_uevent(datagram)


@given(strategies.binary(max_size=300) | strategies.binary(max_size=100).map(lambda tail: WLAN + tail))
def test_any_bytes_parse_or_are_malformed(datagram: bytes) -> None:
    with suppress(MalformedNetlink):
        assert parse_uevent(datagram).action
