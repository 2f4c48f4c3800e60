"""What must raise nothing: devices and links that only look like a way out."""

from tests.lab.scenarios.scenario import Scenario, Step, shell, usb

QUIET = (
    Scenario("charging-phone", (Step("media transfer only", (usb("charging-phone"),)),)),
    Scenario("charging-iphone", (Step("an iPhone whose hotspot is off", (usb("charging-iphone"),)),)),
    Scenario("usb-ethernet-ax88179", (Step("a wired adapter", (usb("ax88179"),)),)),
    Scenario("usb-ethernet-rtl8153", (Step("a dock's wired adapter", (usb("rtl8153"),)),)),
    Scenario(
        "vlan-named-wlan9",
        (
            Step(
                "a VLAN of the wire with a misleading name",
                (
                    shell(
                        "ip link add link enp0s3 name wlan9 type vlan id 11; ip link set wlan9 up", "ip link del wlan9"
                    ),
                ),
            ),
        ),
    ),
)
