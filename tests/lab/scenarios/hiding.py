"""Radios that hide: no driver, no name, no netdev, another namespace."""

from tests.lab.scenarios.scenario import Scenario, Step, act, shell, usb, wireless

_STICK_DRIVERS = act("without-drivers", modules=["r8188eu", "rtl8xxxu"])
# The played working stick, wherever the kernel has put it.
_STICK = "$(dirname $(grep -l 8187 /sys/bus/usb/devices/*/idProduct))"
_STICK_NETDEV = f"$(ls {_STICK}/*/net)"
_DRIVER = "/sys/bus/usb/drivers/rtl8187"
_UNBOUND = shell(f"echo $(basename {_STICK}):1.0 >{_DRIVER}/unbind")
_BOUND = shell(f"echo $(basename {_STICK}):1.0 >{_DRIVER}/bind")

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
        "netdev-deleted-and-made-again",
        (
            Step("its interface is deleted", (shell("iw dev wlan0 del"),), (wireless("no-interface"),)),
            Step(
                "and made again with a wire's name",
                (shell("iw phy card0 interface add enp9s0 type managed"),),
                (wireless("driver-bound", interface="enp9s0"),),
            ),
        ),
        before=(act("radio"),),
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
        "driver-fails-on-dongle",
        (Step("its driver is loaded and gives up", (usb("wifi-stick"),), (wireless("present", severity="low"),)),),
    ),
    Scenario(
        "dongle-without-firmware",
        (Step("its driver wants firmware", (usb("wifi-stick-wanting-firmware"),), (wireless("present"),)),),
    ),
    Scenario(
        "working-dongle",
        (
            Step(
                "a Wi-Fi stick whose own switch is off",
                (usb("working-wifi-stick"),),
                (wireless("driver-bound", severity="low", switched_off=True),),
            ),
            Step(
                "which holds against whoever wants it up",
                (shell(f"! ip link set {_STICK_NETDEV} up"),),
                (wireless("driver-bound", severity="low", switched_off=True),),
            ),
        ),
    ),
    Scenario(
        "dongle-nl80211-does-not-know",
        (
            Step(
                "a Wi-Fi stick of an old staging driver",
                (usb("wext-wifi-stick"),),
                (wireless("driver-bound", severity="low"),),
            ),
        ),
    ),
    Scenario(
        "unbound-dongle",
        (
            Step("its driver is unbound", (_UNBOUND,), (wireless("present", severity="low"),)),
            Step("and bound again", (_BOUND,), (wireless("driver-bound", severity="low"),)),
        ),
        before=(usb("working-wifi-stick"),),
    ),
    Scenario(
        "unauthorised-dongle",
        (
            Step(
                "a Wi-Fi stick, locked out by USBGuard",
                (usb("working-wifi-stick"),),
                (wireless("blocked", severity="info"),),
            ),
            Step(
                "let in",
                (shell(f"echo 1 >{_STICK}/authorized"),),
                (wireless("driver-bound", severity="low"),),
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
