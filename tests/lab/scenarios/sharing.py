"""Sharing and bridging: the wire's segment reaches the air."""

from tests.lab.scenarios.scenario import Act, Scenario, Step, act, alert, shell, wireless

_AIR_UP = shell("ip addr add 192.168.12.1/24 dev wlan0", "ip addr flush dev wlan0")


def _masquerade(outward: str) -> Act:
    made = "nft add table ip share; nft 'add chain ip share post { type nat hook postrouting priority 100; }'"
    return shell(f"{made}; nft add rule ip share post oifname {outward} masquerade", "nft delete table ip share")


# The wire's segment and a private network that nobody listed: the PC joins two zones.
_ZONES = alert("two-zones-at-once")
_FORWARDING = shell("sysctl -qw net.ipv4.ip_forward=1", "sysctl -qw net.ipv4.ip_forward=0")

SHARING = (
    Scenario(
        "bridge-wired-and-wireless",
        (
            Step(
                "the wire and a hotspot in one bridge",
                (
                    shell(
                        "ip link add br0 type bridge; ip link set br0 up; ip link set enp0s3 master br0",
                        "ip link set enp0s3 nomaster; ip link del br0",
                    ),
                    act("hotspot", bridge="br0"),
                ),
                (wireless("bridged", severity="critical"), alert("sharing", by="bridge", severity="critical")),
            ),
        ),
        before=(act("radio"),),
    ),
    Scenario(
        "bridge-wired-and-station",
        (
            Step(
                "the wire and a radio that may be bridged (4addr)",
                (
                    shell(
                        "iw dev wlan0 set 4addr on\nip link add br0 type bridge; ip link set br0 up\n"
                        "ip link set enp0s3 master br0; ip link set wlan0 master br0; ip link set wlan0 up",
                        "ip link set wlan0 down; ip link set wlan0 nomaster; ip link set enp0s3 nomaster\n"
                        "ip link del br0; iw dev wlan0 set 4addr off",
                    ),
                ),
                (wireless("bridged", severity="critical"), alert("sharing", by="bridge", severity="critical")),
            ),
        ),
        before=(act("radio"),),
    ),
    Scenario(
        "network-manager-hotspot",
        (
            Step(
                "a desktop's own hotspot",
                (act("network-manager-hotspot"),),
                (
                    wireless("access-point", severity="critical"),
                    alert("sharing", severity="critical"),
                    _ZONES,
                ),
            ),
        ),
        before=(act("radio"),),
    ),
    Scenario(
        "masquerade-to-hotspot",
        (
            Step(
                "a hotspot's clients go out by the wire",
                (act("hotspot"), _AIR_UP, _FORWARDING, _masquerade("enp0s3")),
                (
                    wireless("access-point", severity="critical"),
                    alert("sharing", by="translation", severity="critical"),
                    _ZONES,
                ),
            ),
        ),
        before=(act("radio"),),
    ),
    Scenario("ip-forward-alone", (Step("forwarding without anything to forward to", (_FORWARDING,)),)),
    Scenario(
        "docker",
        (
            Step(
                "docker's bridge and translation, nobody wireless",
                (
                    shell(
                        "ip link add docker0 type bridge\nip addr add 172.17.0.1/16 dev docker0\n"
                        "ip link set docker0 up\n"
                        "ip link add veth0 type veth peer name veth1\nip link set veth0 master docker0 up",
                        "ip link del veth0; ip link del docker0",
                    ),
                    _FORWARDING,
                    shell(
                        "nft add table ip nat\n"
                        "nft 'add chain ip nat POSTROUTING { type nat hook postrouting priority 100; }'\n"
                        "nft add rule ip nat POSTROUTING ip saddr 172.17.0.0/16 oifname != docker0 masquerade",
                        "nft delete table ip nat",
                    ),
                ),
            ),
        ),
    ),
    Scenario(
        "macvlan",
        (
            Step(
                "a second MAC on the wire",
                (
                    shell(
                        "ip link add link enp0s3 name mv0 type macvlan mode bridge; ip link set mv0 up",
                        "ip link del mv0",
                    ),
                ),
            ),
        ),
    ),
)
