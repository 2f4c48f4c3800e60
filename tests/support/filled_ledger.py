"""The ledger that tests with a running collector share: one unit, one person, one segment, terminals as needed.

Filled through the API's own client, as the commands do, without starting one for every row.
"""

from tests.support.collector_process import CollectorProcess
from tests.support.responsible import RESPONSIBLE

UNIT, SEGMENT = "示例市财政局", "财政局三楼"
GATEWAY, GATEWAY_MAC = "10.37.12.1", "00:00:5e:00:53:fe"
ADMIN, APPROVER = "qian-jin", "sun-li"


def fill(collector: CollectorProcess, *segment_options: str) -> None:
    """Operators, a unit with one person, and one segment with its gateway; options as of `mingce segment add`."""
    collector.bootstrap()
    for name, role in ((ADMIN, "unit-admin"), (APPROVER, "approver")):
        collector.add_operator(name, role)
    admin = collector.client(ADMIN)
    admin.post("units", {"name": UNIT, "region_code": "371499"})
    admin.post("people", {"name": "李明轩", "unit": UNIT, "department": "预算科", "mobile": "19900000001"})
    admin.ask("PATCH", f"units/{UNIT}", content=dict.fromkeys(RESPONSIBLE, "李明轩"))
    wire = ["--prefix", "10.37.12.0/24", "--gateway", GATEWAY, "--gateway-mac", GATEWAY_MAC]
    collector.do("segment", "add", SEGMENT, "--unit", UNIT, *wire, *segment_options, home="wang-sec")


def register(
    collector: CollectorProcess, name: str, mac: str, address: str | None = None, *, kind: str = "desktop"
) -> str:
    """A row of the ledger, approved; returns its registration number."""
    where = {"addresses": [address], "segment": SEGMENT} if address else {}
    row = {"unit": UNIT, "user": "李明轩", "room": "0312", "terminal_type": kind, "hostname": name, "macs": [mac]}
    made: str = collector.client(ADMIN).post("terminals", row | where)["reg_no"]
    collector.reauthenticate(APPROVER)
    collector.client(APPROVER).post(f"terminals/{made}/approve", {})
    return made


def code(collector: CollectorProcess, name: str) -> str:
    """A one-time code for the terminal of that host name."""
    return str(collector.client(ADMIN).post("enrolments", {"terminal": name})["code"])
