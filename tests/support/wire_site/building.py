"""The building's wires: a bridge a segment, the routers between them, and the server room."""

from pathlib import Path
from typing import Self

from tests.support.dhcp import DhcpServer
from tests.support.laboratory import Host, Lan
from tests.support.wire_site.plan import (
    ANNEX,
    ANNEX_PRINTER,
    COLLECTOR,
    FIRST_ROUTER,
    FOURTH_FLOOR,
    HALL,
    PROXY,
    SECOND_ROUTER,
    SEGMENTS,
    THIRD_FLOOR,
    VIRTUAL_MAC,
    VIRTUAL_ROUTER,
    Plan,
)
from tests.support.wire_site.routers import Interface, Keepalived, Router, Virtual

_CORE = "10.37.1"


class Building:
    """`first` and `second` share the third floor's gateway address; the first alone serves the other segments."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._added: list[Router | Lan] = []
        self.lans = {segment.name: Lan(isolates=segment.isolates) for segment in SEGMENTS}
        self.core, self.annex = Lan(), Lan()
        self.server_room = self._server_room()
        self.first, self.second = Router("router-1"), Router("router-2")
        self._third_floor()
        for number, segment in enumerate((FOURTH_FLOOR, HALL), start=1):
            gateway_6 = [f"{segment.prefix_6}1/64"] if segment.prefix_6 else []
            legs = (f"eth{number}", segment.gateway_mac, f"{segment.gateway}/24", *gateway_6)
            self._serve(self.first.join(self.lans[segment.name], *legs, speaks_6=bool(gateway_6)), segment)
        self.pair = self._pair()
        self.proxy, self.annex_printer = self._annex()

    def _server_room(self) -> Host:
        """Its routes lead to the third floor through whoever is master, to the rest through the first router."""
        room = self.core.host("collector", address=f"{COLLECTOR}/24")
        for segment in SEGMENTS:
            via = f"{_CORE}.1" if segment is THIRD_FLOOR else f"{_CORE}.2"
            room.namespace.run("ip", "route", "add", f"{segment.network}.0/24", "via", via)
        return room

    def _third_floor(self) -> None:
        lan = self.lans[THIRD_FLOOR.name]
        for router, own, address in ((self.first, FIRST_ROUTER, 2), (self.second, SECOND_ROUTER, 4)):
            router.join(self.core, "core0", None, f"{_CORE}.{address}/24", speaks_6=False)
            addresses_6 = [f"{THIRD_FLOOR.prefix_6}1/64"] if router is self.first else []
            leg = router.join(lan, "eth0", own, f"{THIRD_FLOOR.address(address)}/24", *addresses_6)
            router.join(lan, "vrrp0", VIRTUAL_MAC, speaks_6=False)
            if router is self.first:
                self._serve(leg, THIRD_FLOOR)

    def _serve(self, leg: Interface, segment: Plan) -> None:
        """Leases, and router advertisements where the segment has an IPv6 prefix."""
        span = segment.address(101), segment.address(150)
        DhcpServer(leg, self._folder / segment.name, *span, segment.prefix_6, [f"dhcp-option=3,{segment.gateway}"])

    def _pair(self) -> tuple[Keepalived, Keepalived]:
        virtual = (
            Virtual("office", VIRTUAL_ROUTER, "eth0", THIRD_FLOOR.gateway, "vrrp0"),
            Virtual("core", VIRTUAL_ROUTER + 1, "core0", f"{_CORE}.1", "core0"),
        )
        both = tuple(
            Keepalived(router, self._folder / router.namespace.name, priority, virtual)
            for router, priority in ((self.first, 150), (self.second, 100))
        )
        for one in both:
            one.start()
        return both[0], both[1]

    def _annex(self) -> tuple[Router, Host]:
        """A room whose addresses are the third floor's, behind a router that answers ARP for all of them."""
        proxy = Router("proxy-arp")
        proxy.join(self.lans[THIRD_FLOOR.name], "eth0", PROXY, f"{THIRD_FLOOR.address(3)}/24", speaks_6=False)
        proxy.join(self.annex, "annex0", None, speaks_6=False)
        proxy.namespace.run("ip", "route", "add", ANNEX, "dev", "annex0")
        for interface in ("eth0", "annex0"):
            proxy.set(f"net.ipv4.conf.{interface}.proxy_arp", 1)
            # As quick as a router's own: the kernel waits up to 0.8 s by default, to let the owner answer first.
            proxy.set(f"net.ipv4.neigh.{interface}.proxy_delay", 0)
        # Its addresses lie on another wire: it answers for those there.
        proxy.set("net.ipv4.conf.all.arp_ignore", 0)
        name, mac, address = ANNEX_PRINTER
        return proxy, self.annex.host(name, mac=mac, address=f"{address}/24")

    def add(self, more: Router | Lan) -> None:
        """Closed with the building."""
        self._added.append(more)

    def close(self) -> None:
        for router in (self.first, self.second, self.proxy):
            router.close()
        for lan in (*self._added, *self.lans.values(), self.core, self.annex):
            lan.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
