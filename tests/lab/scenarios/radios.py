"""Radios (mac80211_hwsim), from a card in a slot to a hidden one."""

from tests.lab.scenarios.scenario import Scenario, Step, act, shell, wireless

_UP, _DOWN = "ip link set wlan0 up", "ip link set wlan0 down"

# The visitor's device is simulated by this kernel, too: for the agent it is a card in a foreign namespace.
_VISITOR = wireless("hidden", severity="high")

_SWITCHED_OFF = wireless("driver-bound", severity="info", switched_off=True)

RADIOS = (
    Scenario(
        "adapter-appears",
        (
            Step("a card is plugged in", (act("radio"),), (wireless("driver-bound", severity="info"),)),
            Step("its interface is up", (shell(_UP, _DOWN),), (wireless("radio-on", severity="medium"),)),
        ),
    ),
    Scenario(
        "station-associated",
        (Step("joins a network", (act("station"),), (wireless("associated", severity="high", ssid="office-guest"),)),),
        before=(act("access-point"), act("radio")),
    ),
    Scenario(
        "hotspot",
        (
            Step("offers a network", (act("hotspot"),), (wireless("access-point", severity="critical"),)),
            Step("somebody joins it", (act("client"),), (wireless("access-point", clients=1), _VISITOR)),
        ),
        before=(act("radio"),),
    ),
    Scenario(
        "monitor",
        (
            Step(
                "listens to others",
                (shell(f"iw dev wlan0 set type monitor; {_UP}", f"{_DOWN}; iw dev wlan0 set type managed"),),
                (wireless("monitor", severity="critical"),),
            ),
            Step(
                "and calls itself eth3",
                (
                    shell(
                        f"{_DOWN}; ip link set wlan0 name eth3; ip link set eth3 up",
                        "ip link set eth3 down; ip link set eth3 name wlan0",
                    ),
                ),
                (wireless("monitor", severity="critical", interface="eth3"),),
            ),
        ),
        before=(act("radio"),),
    ),
    Scenario(
        "extra-monitor",
        (
            Step(
                "a second interface of the card listens",
                (shell("iw phy card0 interface add mon0 type monitor; ip link set mon0 up", "iw dev mon0 del"),),
                (wireless("monitor", severity="critical"),),
            ),
        ),
        before=(act("radio"),),
    ),
    Scenario(
        "ibss",
        (
            Step(
                "an ad-hoc network, without any access point",
                (
                    shell(
                        f"iw dev wlan0 set type ibss; {_UP}; iw dev wlan0 ibss join adhoc 2437",
                        f"iw dev wlan0 ibss leave; {_DOWN}; iw dev wlan0 set type managed",
                    ),
                ),
                (wireless("access-point", severity="critical", mode="ibss"),),
            ),
        ),
        before=(act("radio"),),
    ),
    Scenario(
        "mesh",
        (
            Step(
                "a point of a mesh",
                (
                    shell(
                        f"iw dev wlan0 set type mp; {_UP}; iw dev wlan0 mesh join officemesh",
                        f"iw dev wlan0 mesh leave; {_DOWN}; iw dev wlan0 set type managed",
                    ),
                ),
                (wireless("access-point", severity="critical", mode="mesh"),),
            ),
        ),
        before=(act("radio"),),
    ),
    Scenario(
        "rfkill-soft-block",
        (
            Step("radio on", (act("radio"), shell(_UP, _DOWN)), (wireless("radio-on"),)),
            Step("switched off", (shell("rfkill block wifi", "rfkill unblock wifi"),), (wireless("driver-bound"),)),
        ),
    ),
    Scenario(
        "rfkill-block-all-then-plug",
        (
            Step("a card plugged in afterwards is off, too", (act("radio"),), (_SWITCHED_OFF,)),
            Step("whoever wants it up", (shell(f"! {_UP}"),), (_SWITCHED_OFF,)),
            Step("until it is let", (shell(f"rfkill unblock wifi; {_UP}", _DOWN),), (wireless("radio-on"),)),
        ),
        before=(shell("rfkill block all", "rfkill unblock all"),),
    ),
    Scenario(
        "renamed-to-look-wired",
        (
            Step(
                "wlan0 becomes eth7 and is up",
                (
                    shell(
                        "ip link set wlan0 name eth7; ip link set eth7 up",
                        "ip link set eth7 down; ip link set eth7 name wlan0",
                    ),
                ),
                (wireless("radio-on", interface="eth7"),),
            ),
        ),
        before=(act("radio"),),
    ),
)
