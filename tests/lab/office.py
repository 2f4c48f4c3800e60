"""The collector's side of a run: a real one on this machine's loopback, whose only segment is the guest's wire."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.lab.machine.qemu import COLLECTOR_ADDRESS, WIRE_MAC
from tests.support.collector_process import CollectorProcess
from tests.support.filled_ledger import ADMIN, APPROVER, UNIT, code
from tests.support.responsible import RESPONSIBLE

HOSTNAME = "office-pc"
GATEWAY, ADDRESS = "10.0.2.2", "10.0.2.15"
_PREFIX, _GATEWAY_MAC, _RESOLVER = "10.0.2.0/24", "52:55:0a:00:02:02", "10.0.2.3"
_COLLECTOR_MAC = "52:55:0a:00:02:64"
_PACE = "[pace]\nbeat_interval_ms = 2000\nsightings_interval_ms = 2000\nsweep_interval_ms = {sweep_ms}\n"
SWEEP_MS = 120_000
"""The slow look comes round later than any verdict is waited for: the kernel's events must tell."""


class GuestsCollector(CollectorProcess):
    """Agents are told the address that QEMU passes on; operators work on this machine."""

    @property
    def operators_url(self) -> str:
        return super().operators_url.replace(COLLECTOR_ADDRESS, "127.0.0.1")

    @property
    def agents_port(self) -> int:
        return int(self.agents_url.rpartition(":")[2])


class Office:
    """One unit, one person, the guest's wire as its segment, and the guest as a registered PC."""

    def __init__(self, collector: GuestsCollector) -> None:
        self.collector = collector

    def fill(self) -> None:
        """As an installation would: operators, unit, person, segment, terminal."""
        self.collector.bootstrap()
        for name, role in ((ADMIN, "unit-admin"), (APPROVER, "approver")):
            self.collector.add_operator(name, role)
        admin = self.collector.client(ADMIN)
        admin.post("units", {"name": UNIT, "region_code": "371499"})
        admin.post("people", {"name": "李明轩", "unit": UNIT, "department": "预算科", "mobile": "19900000001"})
        admin.ask("PATCH", f"units/{UNIT}", content=dict.fromkeys(RESPONSIBLE, "李明轩"))
        wire = ["--prefix", _PREFIX, "--gateway", GATEWAY, "--gateway-mac", _GATEWAY_MAC]
        wire += ["--dhcp-server", GATEWAY, "--resolver", _RESOLVER]
        # QEMU answers for the collector's address with a MAC of its own.
        wire += ["--infrastructure-mac", _COLLECTOR_MAC]
        self.collector.do("segment", "add", "财政局三楼", "--unit", UNIT, *wire, home="wang-sec")
        row = {"unit": UNIT, "user": "李明轩", "room": "0312", "terminal_type": "desktop", "hostname": HOSTNAME}
        where = {"macs": [WIRE_MAC], "addresses": [ADDRESS], "segment": "财政局三楼"}
        made: str = admin.post("terminals", row | where)["reg_no"]
        self.collector.reauthenticate(APPROVER)
        self.collector.client(APPROVER).post(f"terminals/{made}/approve", {})

    def enrolment_code(self) -> str:
        return code(self.collector, HOSTNAME)

    def alerts(self) -> list[dict[str, Any]]:
        """Those not closed."""
        found: list[dict[str, Any]] = self.collector.client(ADMIN).get("alerts", closed=False)
        return found

    def alert(self, alert_id: str) -> dict[str, Any]:
        """One with its history."""
        found: dict[str, Any] = self.collector.client(ADMIN).get(f"alerts/{alert_id}")
        return found

    def agents(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.collector.client(ADMIN).get("agents")
        return found


@contextmanager
def office(sweep_ms: int = SWEEP_MS) -> Iterator[Office]:
    """A running collector with its ledger filled; stopped at the end."""
    with TemporaryDirectory(prefix="mingce-") as scratch:
        folder = Path(scratch)
        settings = folder / "collector.toml"
        settings.write_text(_PACE.format(sweep_ms=sweep_ms))
        names = ["--name", COLLECTOR_ADDRESS, "--name", "127.0.0.1"]
        collector = GuestsCollector(folder, ["--config", str(settings), *names])
        collector.start()
        try:
            made = Office(collector)
            made.fill()
            yield made
        finally:
            collector.stop()
