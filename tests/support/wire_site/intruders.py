"""Who does what they should not: strangers, clones, rogue servers, somebody's own router under the desk."""

import time

from tests.support.dhcp import DhcpServer
from tests.support.filled_ledger import ADMIN
from tests.support.laboratory import Lan
from tests.support.pc_power import OfficePc
from tests.support.raw_frames import ask_for
from tests.support.wire_site.plan import FOURTH_FLOOR, HALL, Plan, mac
from tests.support.wire_site.routers import PrivateRouter
from tests.support.wire_site.site import WireSite

ROGUE_SERVER = FOURTH_FLOOR.address(66)
PRIVATE_ROUTER = FOURTH_FLOOR.address(67)
BEHIND_IT = ("pc-44", "pc-45", "pc-46")
SWITCH = "DT-SW-1F"


def stranger(site: WireSite, segment: Plan, hardware: str, last: int) -> None:
    """A host that talks, with a MAC and an address of its choice."""
    host = site.lan(segment).host(f"host-{last}", mac=hardware, address=f"{segment.address(last)}/24")
    OfficePc.chatter(host, [segment.gateway, segment.address(101)])


def cloner(site: WireSite, segment: Plan, hardware: str, last: int) -> None:
    """Asks a few times in another's name. One that goes on takes its frames at the switch, and its beats fail, too."""
    host = site.lan(segment).host(f"host-{last}", mac=hardware, address=f"{segment.address(last)}/24")
    for _ in range(5):
        ask_for(host, segment.address(last), segment.gateway, pause=1)
    host.pull_cable()


def registered(site: WireSite, name: str, kind: str, hardware: str, last: int) -> None:
    site.register(name, hardware, kind=kind)
    stranger(site, FOURTH_FLOOR, hardware, last)


def retired(site: WireSite) -> None:
    site.register("printer-old", mac(0x77), kind="printer")
    site.retire("printer-old")
    stranger(site, FOURTH_FLOOR, mac(0x77), 79)


def rogue_dhcp(site: WireSite) -> None:
    """Slower than the real server, so that nobody follows it; its offer goes to the client alone, by unicast."""
    host = site.lan(FOURTH_FLOOR).host("rogue", mac=mac(0x75), address=f"{ROGUE_SERVER}/24")
    span = FOURTH_FLOOR.address(201), FOURTH_FLOOR.address(220)
    DhcpServer(host, site.folder / "rogue", *span, more=["dhcp-reply-delay=2"])
    time.sleep(1)
    pc = site.pcs["pc-41"]
    address = pc.lease()
    pc.client.release()
    pc.client.start(address)


def isolated_stranger(site: WireSite) -> None:
    """No PC can hear it: the ports are isolated. Who administers the switch takes its table to the collector, twice."""
    stranger(site, HALL, mac(0x78), 78)
    client = site.collector.client(ADMIN)
    for _ in range(2):
        time.sleep(1)
        query = {"switch": SWITCH, "taken_us": time.time_ns() // 1000}
        console = mac_table(site.lan(HALL)).encode()
        client.ask("POST", f"segments/{HALL.name}/switch-tables", query=query, content=console)


def mac_table(lan: Lan) -> str:
    """The bridge's own table, as `display mac-address` of a Huawei switch prints it."""
    learnt = []
    for line in lan.switch.run("bridge", "fdb", "show", "br", "br0", "dynamic").splitlines():
        words = line.split()
        octets = words[0].replace(":", "")
        port = words[words.index("dev") + 1].removeprefix("port")
        written = "-".join(octets[start : start + 4] for start in (0, 4, 8))
        learnt.append(f"{written} 14/-                              {f'GE0/0/{port}':<19} dynamic")
    rule = "-" * 79
    heading = "MAC Address    VLAN/VSI                          Learned-From        Type"
    lines = [f"<{SWITCH}>display mac-address", rule, heading, rule, *learnt, rule]
    return "\n".join([*lines, f"Total items displayed = {len(learnt)}", ""])


def private_router(site: WireSite) -> None:
    """Under a desk, with three PCs and their agents behind it: whatever they send has its address."""
    lan = site.lan(FOURTH_FLOOR)
    router = PrivateRouter(site.folder, lan, mac(0x7B), PRIVATE_ROUTER, FOURTH_FLOOR.gateway)
    site.building.add(router)
    for name in BEHIND_IT:
        site.pcs[name].carry_to(router.inner)
