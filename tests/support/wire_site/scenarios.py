"""What goes wrong on the wire, one scenario each, and exactly which alerts must come of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.support.filled_ledger import UNIT
from tests.support.wire_site import intruders
from tests.support.wire_site.plan import FOURTH_FLOOR, HALL, PCS, PRINTERS, THIRD_FLOOR, Plan, mac, written
from tests.support.wire_site.site import WireSite


@dataclass(frozen=True, slots=True)
class Wanted:
    """An alert that must stand: rule and subject (together the dedup key), and what its evidence must say at least.

    `subject` is a MAC or an address as written, or a terminal's host name. `holds`: what a list of the evidence holds.
    """

    rule: str
    subject: str
    says: Mapping[str, Any] = field(default_factory=dict)
    holds: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.rule} ({self.subject})"


@dataclass(frozen=True, slots=True)
class Besides:
    """What may stand as well: its subject or part begins so. `is_told`: people may have been told of it, too."""

    rule: str
    about: str
    is_told: bool = False


@dataclass(frozen=True, slots=True)
class Scenario:
    """`play` begins it; what it started goes on until the site closes."""

    name: str
    play: Callable[[WireSite], None]
    wanted: tuple[Wanted, ...]
    besides: tuple[Besides, ...] = ()


def unknown(number: int, segment: Plan, address: str, **says: Any) -> Wanted:
    """An unregistered MAC of this site, with the address it speaks for."""
    about = {"mac": written(mac(number)), "segment": segment.name, "unit": UNIT, "terminal": None}
    return Wanted("unregistered-terminal", written(mac(number)), about | says, {"addresses": address})


_RANDOM = "02:00:5e:00:53:71"
_PC_31, _PC_32 = (written(PCS[name][1]) for name in ("pc-31", "pc-32"))
_PRINTER = PRINTERS["printer-3"]

SCENARIOS = (
    Scenario(
        "stranger",
        lambda site: intruders.stranger(site, THIRD_FLOOR, mac(0x70), 77),
        (unknown(0x70, THIRD_FLOOR, "10.37.12.77", randomised=False, standing="unregistered"),),
    ),
    Scenario(
        "randomised-mac",
        lambda site: intruders.stranger(site, FOURTH_FLOOR, _RANDOM, 78),
        (
            Wanted(
                "unregistered-terminal",
                written(_RANDOM),
                {"randomised": True, "standing": "randomised-mac", "segment": FOURTH_FLOOR.name},
                {"addresses": "10.37.13.78"},
            ),
        ),
    ),
    Scenario(
        "static-ip-squatter",
        lambda site: intruders.stranger(site, THIRD_FLOOR, mac(0x72), 240),
        (
            Wanted(
                "ip-conflict",
                _PRINTER[2],
                {"address": _PRINTER[2], "macs": sorted((written(_PRINTER[1]), written(mac(0x72))))},
            ),
            unknown(0x72, THIRD_FLOOR, _PRINTER[2]),
        ),
    ),
    Scenario(
        "mac-cloner-on-another-floor",
        lambda site: intruders.stranger(site, FOURTH_FLOOR, PCS["pc-31"][1], 99),
        (Wanted("mac-clone", _PC_31, {"segment": FOURTH_FLOOR.name, "address": "10.37.13.99", "mac": _PC_31}),),
    ),
    Scenario(
        "mac-cloner-beside-its-pc",
        lambda site: intruders.cloner(site, THIRD_FLOOR, PCS["pc-32"][1], 98),
        (Wanted("own-mac-heard", _PC_32, {"mac": _PC_32, "segment": THIRD_FLOOR.name}),),
    ),
    Scenario(
        "rogue-dhcp-server",
        intruders.rogue_dhcp,
        (
            Wanted(
                "unlisted-dhcp-server",
                written(mac(0x75)),
                {"mac": written(mac(0x75)), "segment": FOURTH_FLOOR.name, "listed": [FOURTH_FLOOR.lease_server]},
                {"addresses": intruders.ROGUE_SERVER},
            ),
            unknown(0x75, FOURTH_FLOOR, intruders.ROGUE_SERVER),
        ),
    ),
    Scenario(
        "agent-killed",
        lambda site: site.pcs["pc-42"].agent.kill(),
        (Wanted("agent-silent-while-present", "pc-42", {"mac": written(PCS["pc-42"][1])}),),
    ),
    Scenario(
        "agent-never-installed",
        lambda site: intruders.registered(site, "pc-new", "desktop", mac(0x76), 76),
        (Wanted("agent-missing", "pc-new", {"mac": written(mac(0x76)), "segment": FOURTH_FLOOR.name}),),
    ),
    Scenario(
        "retired-and-still-there",
        intruders.retired,
        (Wanted("not-admitted", written(mac(0x77)), {"status": "retired", "segment": FOURTH_FLOOR.name}),),
    ),
    Scenario(
        "stranger-on-an-isolated-port",
        intruders.isolated_stranger,
        (
            Wanted(
                "unregistered-terminal",
                written(mac(0x78)),
                {"segment": HALL.name, "witnesses": [f"import:{intruders.SWITCH}"]},
            ),
        ),
    ),
    Scenario(
        "gateway-spoofer",
        intruders.gateway_spoofer,
        (
            Wanted(
                "gateway-mac-changed",
                FOURTH_FLOOR.gateway,
                {"mac": written(mac(0x7C)), "known_macs": [written(FOURTH_FLOOR.gateway_mac)]},
            ),
            unknown(0x7C, FOURTH_FLOOR, FOURTH_FLOOR.address(intruders.SPOOFER)),
        ),
    ),
    Scenario(
        "unapproved-proxy-arp",
        intruders.proxy_arp,
        (
            Wanted(
                "unapproved-infrastructure",
                written(mac(0x80)),
                {"role": "proxy-arp", "segment": FOURTH_FLOOR.name, "of_live_agents": []},
                {"answers_for": FOURTH_FLOOR.address(intruders.PROXIED[0])},
            ),
        ),
        # Heard for one or two addresses first, it is a stranger like any other, and may be told as that.
        (Besides("unregistered-terminal", written(mac(0x80)), is_told=True),),
    ),
    Scenario(
        "rogue-router-advertisement",
        intruders.rogue_router,
        (
            Wanted(
                "unlisted-router-advertisement",
                written(mac(0x7D)),
                {"segment": THIRD_FLOOR.name, "mac": written(mac(0x7D))},
            ),
            Wanted("unregistered-terminal", written(mac(0x7D)), {"segment": THIRD_FLOOR.name}),
        ),
        # PCs take its route, which is explained by its advertisements.
        (Besides("unlisted-gateway", "fe80::200:5eff:fe00:537d"),),
    ),
    Scenario(
        "laptop-behind-a-printers-mac",
        intruders.laptop_behind_a_printers_mac,
        (Wanted("agentless-drift", written(mac(0x7F)), {"segment": THIRD_FLOOR.name, "mac": written(mac(0x7F))}),),
    ),
    Scenario(
        "private-router",
        intruders.private_router,
        (
            Wanted(
                "private-router",
                intruders.PRIVATE_ROUTER,
                {"source": intruders.PRIVATE_ROUTER, "source_mac": written(mac(0x7B)), "segment": FOURTH_FLOOR.name},
            ),
            unknown(0x7B, FOURTH_FLOOR, intruders.PRIVATE_ROUTER),
        ),
    ),
    Scenario(
        "address-flood",
        intruders.flood,
        (
            Wanted("address-flood", THIRD_FLOOR.name, {"segment": THIRD_FLOOR.name}),
            Wanted("unregistered-terminal", written(mac(0x7E)), {"segment": THIRD_FLOOR.name}),
        ),
        # Both watchers hear each forged frame, and a collector hard at work dates them apart: some are told of yet.
        (Besides("unregistered-terminal", intruders.FORGED_BLOCK),),
    ),
)
