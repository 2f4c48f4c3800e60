"""Simulated radios (mac80211_hwsim): they appear, are used and vanish as a card would."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.lab.inside.generic_netlink import Family, attribute
from tests.lab.inside.shell import now_us, read, sh, wait_for, write

# enum of drivers/net/wireless/virtual/mac80211_hwsim.h
_NEW_RADIO, _DEL_RADIO = 4, 5
_SUPPORT_P2P_DEVICE, _RADIO_NAME, _NO_VIF = 14, 17, 18

_AIR, _SSID, _SECRET, _CHANNEL_MHZ = "air", "office-guest", "correct-horse", 2437
_WORK = Path("/run/lab")


def add(name: str, *, with_netdev: bool = True, p2p: bool = False) -> None:
    """A wiphy of that name, with a netdev or without."""
    payload = attribute(_RADIO_NAME, name.encode() + b"\0")
    payload += b"" if with_netdev else attribute(_NO_VIF)
    payload += attribute(_SUPPORT_P2P_DEVICE) if p2p else b""
    Family("MAC80211_HWSIM").command(_NEW_RADIO, payload)


def remove(name: str) -> None:
    Family("MAC80211_HWSIM").command(_DEL_RADIO, attribute(_RADIO_NAME, name.encode() + b"\0"))


def netdev_of(phy: str) -> str | None:
    """The first network interface of a wiphy, by its name."""
    for link in Path("/sys/class/net").glob("*/phy80211"):
        if read(link / "name") == phy:
            return link.parent.name
    return None


@contextmanager
def radio(name: str = "card0", netdev: str = "wlan0", *, with_netdev: bool = True, p2p: bool = False) -> Iterator[int]:
    """A card that is plugged in; its interface gets that name before it is up."""
    moment = now_us()
    add(name, with_netdev=with_netdev, p2p=p2p)
    if with_netdev:
        made = wait_for(lambda: netdev_of(name), f"a network interface of {name}")
        if made != netdev:
            sh(f"ip link set {made} name {netdev}")
    yield moment
    remove(name)


@contextmanager
def access_point() -> Iterator[int]:
    """Somebody's network nearby: a radio in a namespace of its own; this PC sees its air and its rfkill entry."""
    moment = now_us()
    _WORK.mkdir(exist_ok=True)
    sh(f"ip netns add {_AIR}")
    add("nearby")
    made = wait_for(lambda: netdev_of("nearby"), "the neighbour's radio")
    sh(f"iw phy nearby set netns name {_AIR}")
    with _hostapd(made, _SSID, channel=6, namespace=_AIR):
        yield moment
    sh(f"ip netns del {_AIR}")
    # The wiphy comes back when its namespace dies.
    wait_for(lambda: netdev_of("nearby"), "the neighbour's radio to come back")
    remove("nearby")


@contextmanager
def hotspot(netdev: str = "wlan0", bridge: str | None = None) -> Iterator[int]:
    """This PC offers a network of its own."""
    _WORK.mkdir(exist_ok=True)
    with _hostapd(netdev, "my-hotspot", channel=1, bridge=bridge) as moment:
        yield moment


@contextmanager
def _hostapd(
    netdev: str, ssid: str, channel: int, namespace: str | None = None, bridge: str | None = None
) -> Iterator[int]:
    config = _WORK / f"hostapd-{netdev}.conf"
    lines = [f"interface={netdev}", f"ssid={ssid}", "hw_mode=g", f"channel={channel}", "wpa=2"]
    lines += ["wpa_key_mgmt=WPA-PSK", "rsn_pairwise=CCMP", f"wpa_passphrase={_SECRET}"]
    write(config, "\n".join([*lines, *([f"bridge={bridge}"] if bridge else []), ""]))
    inside = ["ip", "netns", "exec", namespace] if namespace else []
    with _running([*inside, "hostapd", str(config)], f"hostapd-{netdev}.log"):
        look = " ".join([*inside, "iw", "dev", netdev, "info"])
        wait_for(lambda: "type AP" in sh(f"{look} || :"), f"{netdev} to offer {ssid}")
        yield now_us()


@contextmanager
def station(netdev: str = "wlan0") -> Iterator[int]:
    """This PC joins the network nearby."""
    config = _WORK / f"station-{netdev}.conf"
    network = f'ssid="{_SSID}"\n psk="{_SECRET}"\n scan_freq={_CHANNEL_MHZ}'
    write(config, f"ctrl_interface=/run/lab/wpa\nnetwork={{\n {network}\n}}\n")
    with _running(["wpa_supplicant", "-Dnl80211", "-i", netdev, "-c", str(config)], f"station-{netdev}.log"):
        yield _joined(netdev)


@contextmanager
def client(name: str = "visitor", netdev: str = "wlan7") -> Iterator[int]:
    """Somebody else's device joins this PC's hotspot."""
    sh("ip netns add visitor")
    add(name)
    made = wait_for(lambda: netdev_of(name), "the visitor's radio")
    sh(f"iw phy {name} set netns name visitor")
    config = _WORK / "visitor.conf"
    write(config, f'network={{\n ssid="my-hotspot"\n psk="{_SECRET}"\n scan_freq=2412\n}}\n')
    command = ["ip", "netns", "exec", "visitor", "wpa_supplicant", "-Dnl80211", "-i", made, "-c", str(config)]
    with _running(command, "visitor.log"):
        look = f"ip netns exec visitor iw dev {made} link"
        wait_for(lambda: "Connected to" in sh(f"{look} || :"), "the visitor to join")
        yield now_us()
    sh("ip netns del visitor")
    wait_for(lambda: netdev_of(name), "the visitor's radio to come back")
    remove(name)


def _joined(netdev: str) -> int:
    wait_for(lambda: read(f"/sys/class/net/{netdev}/carrier") == "1", f"{netdev} to join {_SSID}")
    return now_us()


@contextmanager
def _running(command: list[str], log: str) -> Iterator[None]:
    with (_WORK / log).open("ab") as output:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
    try:
        yield
    finally:
        process.terminate()
        process.wait()
