"""A radio that wears the wire's name or MAC, and a wire that wears somebody else's."""

from tests.lab.scenarios.scenario import Expected, Scenario, Step, act, alert, shell, wireless

_WIRE_MAC = "52:54:00:12:34:56"
_SPEAK = "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'', ('10.0.2.2', 9))"


def _back(name: str) -> str:
    """The wire has its address again, and has asked for its gateway."""
    wait = f"timeout 40 sh -c 'until ip -4 -o addr show dev {name} | grep -q 10[.]0[.]2[.]; do sleep 0.1; done'"
    return f'{wait}\npython3 -c "{_SPEAK}"'


def _wears(mac: str) -> str:
    return f"ip link set enp0s3 down; ip link set enp0s3 address {mac}; ip link set enp0s3 up\n{_back('enp0s3')}"


# Names an interface had may stay as other names of it; those must be free.
_SWAP = """ip link set {wire} down; ip link set {air} down
ip link set {wire} name tmp0; sleep 0.5; ip link property del dev tmp0 altname {wire} 2>/dev/null || :
ip link set {air} name {wire}; sleep 0.5; ip link property del dev {wire} altname {air} 2>/dev/null || :
ip link set tmp0 name {air}; ip link set {air} up
"""


def _unapproved(mac: str) -> Expected:
    """Nobody else is on the guest's wire to hear it: its own agent says so."""
    return alert("unapproved-adapter", severity="medium", certainty="confirmed", mac=mac)


DISGUISE = (
    Scenario(
        "names-swapped-with-the-wire",
        (
            Step(
                "the radio is called enp0s3 and the wire wlan0",
                (
                    shell(
                        f"{_SWAP.format(wire='enp0s3', air='wlan0')}ip link set enp0s3 up\n{_back('wlan0')}",
                        f"{_SWAP.format(wire='wlan0', air='enp0s3').replace('wlan0 up', 'wlan0 down')}"
                        f"ip link set enp0s3 up\n{_back('enp0s3')}",
                    ),
                ),
                (wireless("radio-on", severity="medium", interface="enp0s3"),),
            ),
        ),
        before=(act("radio"),),
    ),
    Scenario(
        "radio-with-the-wires-mac",
        (
            Step(
                "and a wire's names beside its own",
                (
                    shell(
                        f"ip link set wlan0 address {_WIRE_MAC}; ip link set wlan0 alias 'Intel 82574L'\n"
                        "ip link property add dev wlan0 altname enp3s0; ip link set wlan0 up",
                        "ip link set wlan0 down",
                    ),
                ),
                (wireless("radio-on", severity="medium"),),
            ),
        ),
        before=(act("radio"),),
    ),
    Scenario(
        "macvlan-over-a-radio",
        (
            Step(
                "an interface of a wire's looks on top",
                (
                    shell(
                        "ip link set wlan0 up; ip link add link wlan0 name eth8 type macvlan mode bridge\n"
                        "ip link set eth8 up",
                        "ip link del eth8; ip link set wlan0 down",
                    ),
                ),
                (wireless("radio-on", severity="medium"),),
            ),
        ),
        before=(act("radio"),),
    ),
    Scenario(
        "spoofed-mac",
        (
            Step(
                "the wire shows a MAC drawn at random",
                (shell(_wears("02:00:5e:00:53:77"), _wears(_WIRE_MAC)),),
                (alert("spoofed-mac", severity="medium"), _unapproved("02-00-5E-00-53-77")),
            ),
            Step(
                "and one that passes for a maker's",
                (shell(_wears("00:00:5e:00:53:77")),),
                (alert("spoofed-mac", severity="high"), _unapproved("00-00-5E-00-53-77")),
            ),
        ),
    ),
    Scenario(
        "second-card",
        (
            Step("a PCI network card is plugged in", (act("hot-plugged", device="pci-nic"),)),
            # On its own cable nobody else hears it: the agent's own word is all there is.
            Step(
                "and connected",
                (act("second-wire", address="10.0.2.77/24"),),
                (alert("unapproved-adapter", severity="medium", certainty="confirmed"),),
            ),
        ),
    ),
    Scenario(
        "card-of-class-0280",
        (
            Step(
                "a PCI card that calls itself another network controller",
                (act("hot-plugged", device="pci-other-network-controller"),),
                (wireless("present", severity="info"),),
            ),
        ),
    ),
)
