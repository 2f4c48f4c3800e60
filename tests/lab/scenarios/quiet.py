"""What must raise nothing: devices and links that only look like a way out."""

from tests.lab.scenarios.scenario import Act, Scenario, Step, act, shell, usb


def _link(name: str, kind: str) -> Act:
    """`kind` as `ip link add` takes it, with what the link lies on before it."""
    below, _, rest = f" {kind}".rpartition(" type ")
    made = f"ip link add{below} name {name} type {rest}; ip link set {name} up"
    return shell(made, f"ip link del {name}")


_MACVTAP = "link enp0s3 type macvtap"

QUIET = (
    Scenario("charging-phone", (Step("media transfer only", (usb("charging-phone"),)),)),
    Scenario("charging-iphone", (Step("an iPhone whose hotspot is off", (usb("charging-iphone"),)),)),
    Scenario("usb-ethernet-ax88179", (Step("a wired adapter", (usb("ax88179"),)),)),
    Scenario("usb-ethernet-rtl8153", (Step("a dock's wired adapter", (usb("rtl8153"),)),)),
    Scenario("bluetooth-dongle", (Step("for a mouse or a headset", (usb("bluetooth-dongle"),)),)),
    Scenario("cable-pulled", (Step("the wire has no link for a while", (act("cable-pulled"),)),)),
    Scenario(
        "wire-switched-off-and-on",
        (Step("and its routes come and go", (shell("ip link set enp0s3 down; sleep 1; ip link set enp0s3 up"),)),),
    ),
    Scenario(
        "links-of-a-wired-pc",
        (
            Step("a VLAN named wlan9", (_link("wlan9", "link enp0s3 type vlan id 11"),)),
            Step("a VLAN", (_link("enp0s3.10", "link enp0s3 type vlan id 10"),)),
            Step("IPVLAN and MACVTAP", (_link("iv0", "link du0 type ipvlan mode l2"), _link("mt0", _MACVTAP))),
            Step("a pair of virtual cables", (_link("ve0", "type veth peer name ve1"),)),
            Step("a virtual machine's tap", (shell("ip tuntap add tap0 mode tap", "ip link del tap0"),)),
            Step("it hears everything", (shell("ip link set enp0s3 promisc on", "ip link set enp0s3 promisc off"),)),
        ),
        before=(_link("du0", "type dummy"),),
    ),
    Scenario(
        "wire-in-a-bridge",
        (
            Step(
                "for virtual machines",
                (
                    shell(
                        "ip link add br0 type bridge; ip link set br0 up; ip link set enp0s3 master br0",
                        "ip link set enp0s3 nomaster; ip link del br0",
                    ),
                ),
            ),
        ),
    ),
    Scenario(
        "sensor-radio",
        (Step("IEEE 802.15.4, no Wi-Fi", (shell("modprobe mac802154_hwsim", "modprobe -r mac802154_hwsim"),)),),
    ),
)
