"""Who does what they should not: strangers, clones, rogue servers, somebody's own router under the desk."""

import random
import time
from pathlib import Path

from tests.support.deployment import wait_for
from tests.support.dhcp import DhcpServer
from tests.support.filled_ledger import ADMIN
from tests.support.laboratory import Lan
from tests.support.pc_power import OfficePc
from tests.support.raw_frames import arp_answer, arp_request, ask_for, send
from tests.support.wire_site.plan import FOURTH_FLOOR, HALL, THIRD_FLOOR, Plan, mac
from tests.support.wire_site.routers import PrivateRouter, Router
from tests.support.wire_site.site import WireSite

ROGUE_SERVER = FOURTH_FLOOR.address(66)
PRIVATE_ROUTER = FOURTH_FLOOR.address(67)
SPOOFER = 80
PROXIED = range(225, 231)
FORGED = 600
FORGED_BLOCK = "02-00-5E-"
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


def gateway_spoofer(site: WireSite) -> None:
    """Says in answers nobody asked for that it is the gateway, and passes on what it is sent: no PC notices."""
    attacker = Router("spoofer")
    site.building.add(attacker)
    own = FOURTH_FLOOR.address(SPOOFER)
    leg = attacker.join(site.lan(FOURTH_FLOOR), "eth0", mac(0x7C), f"{own}/24", speaks_6=False)
    attacker.namespace.run("ip", "route", "add", "default", "via", FOURTH_FLOOR.gateway)
    lie = arp_answer(mac(0x7C), FOURTH_FLOOR.gateway, mac(0x7C), FOURTH_FLOOR.gateway)
    send(leg, arp_request(mac(0x7C), own, FOURTH_FLOOR.gateway), *[lie] * 5, pause=1)


def proxy_arp(site: WireSite) -> None:
    """A router nobody approved answers for a stretch of addresses, here of those that nobody has."""
    router, behind = Router("proxy"), Lan()
    site.building.add(router)
    site.building.add(behind)
    router.join(site.lan(FOURTH_FLOOR), "eth0", mac(0x80), speaks_6=False)
    router.join(behind, "inner0", None, speaks_6=False)
    router.namespace.run("ip", "route", "add", f"{FOURTH_FLOOR.network}.0/24", "dev", "eth0")
    router.namespace.run("ip", "route", "add", FOURTH_FLOOR.address(224) + "/29", "dev", "inner0")
    router.set("net.ipv4.conf.eth0.proxy_arp", 1)
    router.set("net.ipv4.neigh.eth0.proxy_delay", 0)
    router.set("net.ipv4.conf.all.arp_ignore", 0)
    for name in site.watchers(FOURTH_FLOOR):
        pc = site.pcs[name]
        for last in PROXIED:
            ask_for(pc.host, pc.lease(), FOURTH_FLOOR.address(last), pause=0.5)


def rogue_router(site: WireSite) -> None:
    """A real radvd: PCs take its prefix, and its default route."""
    host = site.lan(THIRD_FLOOR).host("rogue-router", mac=mac(0x7D))
    settings = site.folder / "radvd.conf"
    prefix = "prefix fd66:37::/64 { AdvOnLink on; AdvAutonomous on; };"
    settings.write_text(f"interface eth0 {{ AdvSendAdvert on; MaxRtrAdvInterval 4; MinRtrAdvInterval 3; {prefix} }};")
    host.namespace.run("sh", "-c", "echo 1 >/proc/sys/net/ipv6/conf/all/forwarding")
    command: list[str | Path] = ["radvd", "--nodaemon", "--logmethod", "stderr", "--config", settings]
    with (site.folder / "radvd.log").open("ab") as log:
        host.namespace.start([*command, "--pidfile", site.folder / "radvd.pid"], output=log)


def flood(site: WireSite) -> None:
    """Forged MACs, each in one frame."""
    host = site.lan(THIRD_FLOOR).host("flooder", mac=mac(0x7E))
    chance = random.Random(37)
    forged = [f"02:00:5e:{chance.randrange(256):02x}:{number >> 8:02x}:{number & 255:02x}" for number in range(FORGED)]
    frames = [arp_request(one, THIRD_FLOOR.address(chance.randrange(151, 190)), THIRD_FLOOR.gateway) for one in forged]
    send(host, *frames, pause=0.0005)


def laptop_behind_a_printers_mac(site: WireSite) -> None:
    """The printer asks for its address; its way is accepted; then somebody else asks with its MAC."""
    name, hardware = "printer-drift", mac(0x7F)
    site.register(name, hardware, kind="printer")
    host = site.lan(THIRD_FLOOR).host(name, mac=hardware)
    asks = ["udhcpc", "-f", "-q", "-n", "-i", host.interface, "-s", "/bin/true", "-t", "15", "-T", "1"]
    host.namespace.run(*asks, "-V", "PRINTER-1", "-x", "hostname:printer", timeout=30)
    client = site.collector.client(ADMIN)
    path = f"terminals/{site.terminals[name]}/fingerprints"
    wait_for(lambda: client.get(path)["words"], "the printer's fingerprint")
    accepted = {"as_of": client.get(path)["as_of"], "reason": "核实"}
    client.post(f"terminals/{site.terminals[name]}/accept-fingerprint", accepted)
    host.namespace.run(*asks, "-V", "MSFT 5.0", "-O", "121", "-O", "252", "-x", "hostname:laptop", timeout=30)


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
