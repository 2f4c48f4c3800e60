"""What would help where something could not be looked at."""

import re
from typing import Final

from agent.cli.language import N_

_ADVICE: Final[tuple[tuple[str, str], ...]] = (
    (
        r"root helper is not installed|root helper at .* cannot be asked",
        N_("install the root helper: `systemctl enable --now mingce-agent-helper.socket`; or run this as root"),
    ),
    (r"may not ask it", N_("run this as root: the root helper answers to the agent's account only")),
    (r"did not answer in time", N_("look why it hangs: `journalctl -u mingce-agent-helper`")),
    (
        r"no cfg80211|family not registered: .*nl80211|nl80211: family not registered",
        N_("nothing is needed: a kernel without Wi-Fi support has no radio to tell of; other sources were asked"),
    ),
    (r"hidepid", N_("let the agent's group see processes: mount /proc with gid=mingce-agent, or without hidepid")),
    (r"/proc shows no process|no tcp table", N_("mount /proc")),
    (r"database of rpm", N_("nothing: paths, services and processes are looked at instead")),
    (r"no list that is known", N_("nothing: paths, services and processes are looked at instead")),
    (
        r"not signed by this site's policy key|too short to hold a signature|is older than \d+, which was in force",
        N_("have the list signed anew: `mingce site sign-antivirus`; until then the shipped list is in force"),
    ),
    (r"knows no site yet", N_("enrol this PC: `mingce-agent enrol`; or run this as root")),
    (r"Permission denied|not permitted|EACCES|EPERM", N_("run this as root")),
    (r"withheld", N_("nothing: it may not be said while this PC is attached to no declared segment")),
    (r"the probe failed", N_("report this line to who maintains the agent: it is a fault of the agent")),
    (r"only the first", N_("nothing: what is left out is counted")),
)
"""The first that matches a reason counts; reasons are the probes' own words, in English."""
UNKNOWN: Final = N_("nothing that is known here")


def advice_for(reason: str) -> tuple[str, ...]:
    """Texts to translate, one for each part of a reason, each once."""
    parts = [part for part in re.split(r";\s+", reason) if part]
    found = [next((text for pattern, text in _ADVICE if re.search(pattern, part)), UNKNOWN) for part in parts]
    known = tuple(dict.fromkeys(text for text in found if text is not UNKNOWN))
    return known or (UNKNOWN,)
