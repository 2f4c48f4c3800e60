"""Radios that hide: no driver, no name, no netdev, another namespace."""

from tests.lab.scenarios.scenario import Scenario, Step, act, usb, wireless

_STICK_DRIVERS = act("without-drivers", modules=["r8188eu", "rtl8xxxu"])

HIDING = (
    Scenario(
        "wiphy-in-another-namespace",
        (
            Step(
                "the card moves to a namespace",
                (act("namespaced", phy="card0", netdev="wlan0"),),
                (wireless("hidden", severity="high"),),
            ),
        ),
        before=(act("radio"),),
    ),
    Scenario(
        "no-netdev",
        (
            Step(
                "a card without any interface",
                (act("radio", with_netdev=False),),
                (wireless("no-interface", severity="medium"),),
            ),
        ),
    ),
    Scenario(
        "p2p-device",
        (
            Step(
                "a wireless device that is no interface",
                (
                    act("radio", with_netdev=False, p2p=True),
                    act("shell", do="iw phy card0 interface add p2p0 type __p2pdev"),
                ),
                (wireless("no-interface"),),
            ),
        ),
    ),
    Scenario(
        "driverless-dongle",
        (Step("a Wi-Fi stick is plugged in", (usb("wifi-stick"),), (wireless("present", severity="low"),)),),
        before=(_STICK_DRIVERS,),
    ),
    Scenario(
        "working-dongle",
        (
            Step(
                "a Wi-Fi stick is plugged in", (usb("working-wifi-stick"),), (wireless("driver-bound", severity="low"),)
            ),
        ),
    ),
    Scenario(
        "unauthorised-dongle",
        (
            Step(
                "a Wi-Fi stick, locked out by USBGuard",
                (usb("working-wifi-stick"),),
                (wireless("blocked", severity="info"),),
            ),
        ),
        before=(act("no-usb-authorised"),),
    ),
    Scenario(
        "unknown-dongle",
        (Step("a Wi-Fi stick no driver knows", (usb("unknown-wifi-stick"),), (wireless("present"),)),),
    ),
    Scenario(
        "zerocd-dongle",
        (Step("a Wi-Fi stick that plays CD drive", (usb("disguised-wifi-stick"),), (wireless("present"),)),),
    ),
)
