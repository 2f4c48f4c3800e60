"""A small fictional ledger. MACs are of the documentation range (RFC 7042 section 2.1.2); nobody here exists."""

from dataclasses import dataclass
from typing import Final

from scripts.demonstration.stage import Desk

UNIT: Final = "示例市财政局"
SEGMENT: Final = "财政局三楼"
PREFIX: Final = "10.37.12.0/24"
GATEWAY: Final = "10.37.12.1"
GATEWAY_MAC: Final = "00-00-5E-00-53-FE"

PEOPLE: Final = {
    "李明轩": ("预算科", "19900000001", "科员"),
    "周敏": ("办公室", "19900000002", "主任"),
    "赵建国": ("预算科", "19900000003", "科长"),
}
RESPONSIBLE: Final = ("--first-responsible", "赵建国", "--direct-responsible", "周敏", "--administrator", "李明轩")


@dataclass(frozen=True)
class Entry:
    """A row of the ledger, and the host on the LAN that plays it."""

    host: str
    kind: str
    user: str
    room: str
    mac: str
    address: str
    serial: str
    second_mac: str | None = None

    @property
    def has_agent(self) -> bool:
        return self.kind == "desktop"


ENTRIES: Final = (
    Entry("CZJ-YSK-01", "desktop", "李明轩", "0312", "00-00-5E-00-53-01", "10.37.12.21", "PF3FAKE01"),
    Entry(
        "CZJ-BGS-02", "desktop", "周敏", "0101", "00-00-5E-00-53-02", "10.37.12.35", "TF8FAKE02", "00-00-5E-00-53-03"
    ),
    Entry("CZJ-PRN-03", "printer", "周敏", "0101", "00-00-5E-00-53-04", "10.37.12.240", "CM9FAKE04"),
)


def declare(admin: Desk, secadmin: Desk, approver: Desk) -> None:
    """Unit, people, segment and terminals, as their keepers type them."""
    admin.run("unit", "add", UNIT, "--region", "371499")
    for name, (department, mobile, title) in PEOPLE.items():
        person = ["person", "add", name, "--unit", UNIT, "--department", department]
        admin.run(*person, "--mobile", mobile, "--title", title, quiet=name != "李明轩")
    # Without the three of them no terminal of the unit is approved (R35).
    admin.run("unit", "change", UNIT, *RESPONSIBLE)
    segment = ["segment", "add", SEGMENT, "--unit", UNIT, "--prefix", PREFIX, "--gateway", GATEWAY]
    # In earnest 120 seconds; a demonstration cannot wait so long.
    secadmin.run(*segment, "--gateway-mac", GATEWAY_MAC, "--silent-grace", "15")
    for entry in ENTRIES:
        admin.run(*_registration(entry), quiet=entry is not ENTRIES[0])
    numbers = [row["reg_no"] for row in admin.json("terminal", "list", "--json")]
    approver.run("terminal", "approve", *numbers)
    admin.run("terminal", "list")


def register_this_machine(admin: Desk, approver: Desk, hostname: str, macs: list[str]) -> str:
    """A row for the machine the demonstration runs on; returns its registration number."""
    known = [argument for mac in macs for argument in ("--mac", mac)]
    who = ["--user", "赵建国", "--room", "0315", "--department", "预算科"]
    row = ["terminal", "add", "--unit", UNIT, "--type", "desktop", "--hostname", hostname, *known, *who]
    made: str = admin.json(*row, "--json")["reg_no"]
    approver.run("terminal", "approve", made, quiet=True)
    return made


def _registration(entry: Entry) -> list[str]:
    macs = [text for mac in (entry.mac, entry.second_mac) if mac for text in ("--mac", mac)]
    where = [*macs, "--address", entry.address, "--segment", SEGMENT, "--room", entry.room]
    what = ["--type", entry.kind, "--hostname", entry.host, "--serial-no", entry.serial]
    return ["terminal", "add", "--unit", UNIT, "--user", entry.user, *what, *where]
