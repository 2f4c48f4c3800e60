"""Other ways out: phones, modems, Bluetooth, dial-up, tunnels."""

from tests.lab.scenarios.scenario import Act, Expected, Scenario, Step, act, alert, shell, usb


def _out(kind: str, **facts: str) -> Expected:
    return alert("other-way-out", kind=kind, **facts)


def _phone(name: str, plug: Act) -> Scenario:
    """Plugged in with tethering on, then used."""
    plugged = Step("a phone shares its network", (plug,), (_out("usb-tether", grade="present", severity="low"),))
    address = act("addressed", address="192.168.42.7/24")
    used = Step("its network is used", (address,), (_out("usb-tether", grade="has-address", severity="high"),))
    return Scenario(name, (plugged, used))


def _tether(function: str, vendor: int, product: int) -> Act:
    return act("tether", function=function, vendor=vendor, product=product, name="Phone")


def _modem(name: str, device: str) -> Scenario:
    return Scenario(name, (Step("a mobile-broadband modem", (usb(device),), (_out("modem", grade="present"),)),))


_TUN = "ip tuntap add tun0 mode tun; ip addr add 10.8.0.2/24 dev tun0; ip link set tun0 up"

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
                (_out("usb-tether", grade="has-address", severity="high"),),
            ),
        ),
    ),
    _modem("modem-mbim", "mbim-modem"),
    _modem("modem-qmi", "qmi-modem"),
    Scenario(
        "bluetooth-pan",
        (Step("a network over Bluetooth", (act("bluetooth-pan"),), (_out("bluetooth-pan", grade="up"),)),),
    ),
    Scenario(
        "ppp", (Step("a dial-up connection", (act("ppp"),), (_out("ppp", grade="has-address", severity="high"),)),)
    ),
    Scenario(
        "vpn-tun",
        (Step("a tunnel is up", (shell(_TUN, "ip link del tun0"),), (_out("tunnel", severity="medium"),)),),
    ),
)
