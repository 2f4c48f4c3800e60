"""Who is where: names, addresses and MACs of the site. Fictional (RFC 7042 section 2.1.2) but for VRRP's own MAC."""

from dataclasses import dataclass

COLLECTOR = "10.37.1.10"
GRACE_SECONDS = 20
VIRTUAL_ROUTER = 12
VIRTUAL_MAC = f"00:00:5e:00:01:{VIRTUAL_ROUTER:02x}"
"""RFC 9568 section 7.3."""


def mac(number: int) -> str:
    """As the kernel writes it."""
    return f"00:00:5e:00:53:{number:02x}"


def written(text: str) -> str:
    """The same MAC as the collector writes it."""
    return text.replace(":", "-").upper()


@dataclass(frozen=True, slots=True)
class Plan:
    """One segment; `routers` are the real MACs of those who route there."""

    name: str
    network: str
    gateway: str
    gateway_mac: str
    lease_server: str
    routers: tuple[str, ...] = ()
    prefix_6: str | None = None
    isolates: bool = False

    def address(self, last: int) -> str:
        return f"{self.network}.{last}"

    def declared(self, unit: str, grace_seconds: float) -> dict[str, object]:
        """As the ledger takes it."""
        prefixes = [f"{self.network}.0/24", *([f"{self.prefix_6}/64"] if self.prefix_6 else [])]
        return {
            "name": self.name,
            "unit": unit,
            "prefixes": prefixes,
            "gateways": [self.gateway, *([f"{self.prefix_6}1"] if self.prefix_6 else [])],
            "gateway_macs": [self.gateway_mac],
            "dhcp_servers": [self.lease_server],
            "infrastructure_macs": list(self.routers),
            "silent_grace_us": int(grace_seconds * 1_000_000),
        }


FIRST_ROUTER, SECOND_ROUTER, PROXY = mac(0xF1), mac(0xF2), mac(0xF3)
THIRD_FLOOR = Plan(
    "财政局三楼",
    "10.37.12",
    "10.37.12.1",
    VIRTUAL_MAC,
    "10.37.12.2",
    (FIRST_ROUTER, SECOND_ROUTER, PROXY),
    "fd37:12::",
)
FOURTH_FLOOR = Plan("财政局四楼", "10.37.13", "10.37.13.1", mac(0xF4), "10.37.13.1", prefix_6="fd37:13::")
HALL = Plan("政务大厅", "10.37.14", "10.37.14.1", mac(0xF5), "10.37.14.1", isolates=True)
SEGMENTS = (THIRD_FLOOR, FOURTH_FLOOR, HALL)

PCS = {
    **{f"pc-3{number}": (THIRD_FLOOR, mac(number)) for number in range(1, 5)},
    **{f"pc-4{number}": (FOURTH_FLOOR, mac(0x10 + number)) for number in range(1, 7)},
    **{f"pc-h{number}": (HALL, mac(0x20 + number)) for number in range(1, 3)},
}
"""The PCs with an agent: where each belongs, and its MAC."""

PRINTERS = {
    "printer-3": (THIRD_FLOOR, mac(0x40), THIRD_FLOOR.address(240)),
    "printer-4": (FOURTH_FLOOR, mac(0x41), FOURTH_FLOOR.address(240)),
}
ANNEX = "10.37.12.192/26"
ANNEX_PRINTER = ("printer-annex", mac(0x42), "10.37.12.200")
"""In a room of its own behind the proxy-ARP router, with an address of the third floor."""
