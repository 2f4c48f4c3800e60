"""Radios (mac80211_hwsim), from a card in a slot to a hidden one."""

from tests.lab.scenarios.scenario import Scenario, Step, act, shell, wireless

_UP, _DOWN = "ip link set wlan0 up", "ip link set wlan0 down"

# The visitor's device is simulated by this kernel, too: for the agent it is a card in a foreign namespace.
_VISITOR = wireless("hidden", severity="high")

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
