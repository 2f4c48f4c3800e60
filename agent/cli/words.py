"""Words for the codes that observations hold: in English mostly the code itself, else the catalogue's."""

from collections.abc import Callable
from typing import Final

from agent.cli.language import N_

_WORDS: Final = frozenset(
    {
        N_("wired"), N_("wifi"), N_("wwan"), N_("usb-tether"), N_("bluetooth"), N_("ieee802154"), N_("ppp"),
        N_("tunnel"), N_("virtual"), N_("thunderbolt-net"), N_("mode-switch"), N_("unknown"),
        N_("access-point"), N_("dhcp-server"), N_("name-service"), N_("router-advertisement"),
        N_("connection-sharing"), N_("dial-in"), N_("dial-out"), N_("bridge"), N_("proxy"),
        N_("station"), N_("ap"), N_("ap-vlan"), N_("monitor"), N_("ibss"), N_("mesh"), N_("p2p-client"), N_("p2p-go"),
        N_("p2p-device"),
        N_("reachable"), N_("stale"), N_("delay"), N_("permanent"),
        N_("global"), N_("site"), N_("host"),
        N_("running"), N_("installed-not-running"), N_("unrecognised"),
        N_("masquerade"), N_("snat"), N_("accept"), N_("drop"), N_("none"),
    }
)  # fmt: skip
_SAID_OTHERWISE: Final = {
    "loopback": N_("loopback interface"),
    "probe": N_("being probed"),
    "link": N_("this link only"),
}
"""Codes that are another word elsewhere."""
CODED: Final = frozenset({"kind", "does", "mode", "state", "scope", "backend", "input_policy"})
"""Fields whose value is such a code; a name that happens to be spelt like one is left alone."""


def word(code: str, _: Callable[[str], str]) -> str:
    """The word for a code; the code itself where there is none."""
    if code in _SAID_OTHERWISE:
        return _(_SAID_OTHERWISE[code])
    return _(code) if code in _WORDS else code
