"""The desktop's way to a hotspot: NetworkManager's shared mode."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.lab.inside.shell import now_us, sh, wait_for

_HOTSPOT = "nmcli device wifi hotspot ifname wlan0 con-name lab ssid my-hotspot band bg channel 1"


@contextmanager
def hotspot() -> Iterator[int]:
    """Two clicks in a desktop's menu: an access point, addresses for whoever comes, and translation."""
    # Disabled, it has no D-Bus name either by which NetworkManager would start it.
    sh("systemctl start wpa_supplicant NetworkManager", seconds=120)
    wait_for(lambda: "disconnected" in sh("nmcli -t -f STATE device"), "NetworkManager to find the radio", seconds=60)
    moment = now_us()
    sh(_HOTSPOT, seconds=120)
    yield moment
    sh("nmcli connection delete lab; systemctl stop NetworkManager wpa_supplicant", seconds=120)
    # What it leaves behind, as on any desktop.
    sh("sysctl -qw net.ipv4.ip_forward=0; nft flush ruleset; ip link set wlan0 down")
