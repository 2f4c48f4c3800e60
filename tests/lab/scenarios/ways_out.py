"""Other ways out: phones, modems, Bluetooth, dial-up, tunnels."""

from tests.lab.scenarios.scenario import Act, Expected, Scenario, Step, act, alert, shell, usb


def _out(kind: str, **facts: str) -> Expected:
    return alert("other-way-out", kind=kind, **facts)


_USED_TETHER = _out("usb-tether", grade="has-address", severity="high")
# The wire's segment and a private network that nobody listed: the PC joins two zones.
_BOTH_ZONES = alert("two-zones-at-once")


def _phone(name: str, plug: Act) -> Scenario:
    """Plugged in with tethering on, then used."""
    plugged = Step("a phone shares its network", (plug,), (_out("usb-tether", grade="present", severity="low"),))
    address = act("addressed", address="192.168.42.7/24")
    used = Step("its network is used", (address,), (_USED_TETHER, _BOTH_ZONES))
    return Scenario(name, (plugged, used))


def _tether(function: str, vendor: int, product: int) -> Act:
    return act("tether", function=function, vendor=vendor, product=product, name="Phone")


def _modem(name: str, device: str) -> Scenario:
    return Scenario(name, (Step("a mobile-broadband modem", (usb(device),), (_out("modem", grade="present"),)),))


def _without(*modules: str) -> Act:
    return act("without-drivers", modules=list(modules))


_TETHER_DRIVERS = ("rndis_wlan", "rndis_host", "cdc_mbim", "cdc_ncm", "cdc_ether", "usbnet")

WAYS_OUT = (
    _phone("tether-rndis", _tether("rndis", 0x18D1, 0x4EE3)),
    _phone("tether-ecm", _tether("ecm", 0x1D6B, 0x0104)),
    _phone("tether-ncm", _tether("ncm", 0x18D1, 0x4EEB)),
    _phone("tether-android", usb("android-phone")),
    Scenario(
        "tether-iphone",
        (
            Step(
                "an iPhone with its hotspot on",
                (usb("iphone"), act("addressed", address="172.20.10.2/28")),
                (_USED_TETHER, _BOTH_ZONES),
            ),
        ),
    ),
    Scenario(
        "tether-of-qemu",
        (
            Step(
                "QEMU's network on USB shows the ids and classes of a Linux phone",
                (act("hot-plugged", device="usb-net"),),
                (_out("usb-tether", grade="present", severity="low"),),
            ),
        ),
    ),
    Scenario(
        "tether-without-driver",
        (Step("a phone shares its network", (usb("android-phone"),), (_out("usb-tether", grade="present"),)),),
        before=(_without(*_TETHER_DRIVERS),),
    ),
    _modem("modem-mbim", "mbim-modem"),
    _modem("modem-qmi", "qmi-modem"),
    Scenario(
        "modem-without-driver",
        (Step("a mobile-broadband modem", (usb("mbim-modem"),), (_out("modem", grade="present"),)),),
        before=(_without("cdc_mbim", "cdc_ncm", "cdc_wdm"),),
    ),
    Scenario(
        "bluetooth-pan",
        (Step("a network over Bluetooth", (act("bluetooth-pan"),), (_out("bluetooth-pan", grade="up"),)),),
    ),
    Scenario(
        "ppp",
        (
            Step(
                "a dial-up connection",
                (act("ppp"),),
                (_out("ppp", grade="has-address", severity="high"), _BOTH_ZONES),
            ),
        ),
    ),
    Scenario(
        "wireguard",
        (
            Step(
                "a tunnel is up",
                (shell("ip link add wg0 type wireguard; ip link set wg0 up", "ip link del wg0"),),
                (_out("tunnel"),),
            ),
        ),
    ),
    Scenario(
        "by-turns",
        (
            Step(
                "the cable into a home router while the collector is down, and back",
                (act("away-and-back"),),
                (  # 192.168.1.0/24: the agent says that it is a range of home routers, and nothing nearer.
                    alert("two-zones-by-turns", severity="high", zone="consumer", collector_out_of_reach=True),
                ),
            ),
        ),
        lasts=True,
    ),
    Scenario(
        "vpn-tun",
        (Step("a tunnel is up", (act("tunnel", address="10.8.0.2/24"),), (_out("tunnel", severity="medium"),)),),
    ),
)
