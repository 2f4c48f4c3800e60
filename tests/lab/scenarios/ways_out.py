"""Other ways out: phones, modems, Bluetooth, dial-up, tunnels."""

from tests.lab.scenarios.scenario import Scenario, Step, act, alert, shell, usb

_OUT = "other-way-out"

WAYS_OUT = (
    Scenario(
        "tether-rndis",
        (
            Step(
                "a phone shares by RNDIS",
                (act("tether", function="rndis", vendor=0x18D1, product=0x4EE3, name="Pixel 7"),),
                (alert(_OUT, kind="usb-tether"),),
            ),
        ),
    ),
    Scenario(
        "tether-ecm",
        (
            Step(
                "a phone shares by ECM",
                (act("tether", function="ecm", vendor=0x1D6B, product=0x0104, name="Phone"),),
                (alert(_OUT, kind="usb-tether"),),
            ),
        ),
    ),
    Scenario(
        "tether-ncm",
        (
            Step(
                "a phone shares by NCM",
                (act("tether", function="ncm", vendor=0x18D1, product=0x4EEB, name="Pixel 8"),),
                (alert(_OUT, kind="usb-tether"),),
            ),
        ),
    ),
    Scenario(
        "tether-android",
        (Step("a phone with class e0/01/03", (usb("android-phone"),), (alert(_OUT, kind="usb-tether"),)),),
    ),
    Scenario(
        "tether-iphone",
        (Step("an iPhone with its hotspot on", (usb("iphone"),), (alert(_OUT, kind="usb-tether"),)),),
    ),
    Scenario(
        "modem-mbim",
        (Step("a mobile-broadband card", (usb("mbim-modem"),), (alert(_OUT, kind="wwan"),)),),
    ),
    Scenario(
        "modem-qmi",
        (Step("a mobile-broadband modem", (usb("qmi-modem"),), (alert(_OUT, kind="wwan"),)),),
    ),
    Scenario(
        "bluetooth-pan",
        (Step("a network over Bluetooth", (act("bluetooth-pan"),), (alert(_OUT, kind="bluetooth"),)),),
    ),
    Scenario(
        "ppp",
        (Step("a dial-up connection", (act("ppp"),), (alert(_OUT, kind="ppp"),)),),
    ),
    Scenario(
        "vpn-tun",
        (
            Step(
                "a tunnel is up",
                (
                    shell(
                        "ip tuntap add tun0 mode tun; ip addr add 10.8.0.2/24 dev tun0; ip link set tun0 up",
                        "ip link del tun0",
                    ),
                ),
                (alert(_OUT, kind="vpn"),),
            ),
        ),
    ),
)
