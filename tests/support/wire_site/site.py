"""Builds the site and keeps its ledger: `with wire_site(folder) as site: site.alerts()`."""

import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.support.agent_process import AgentProcess
from tests.support.deployment import PACE, wait_for
from tests.support.dhcp import DhcpClient
from tests.support.filled_ledger import ADMIN, APPROVER, UNIT
from tests.support.folded import folded_pairs
from tests.support.laboratory import Host, Lan
from tests.support.own_keeping import OWN_KEEPING
from tests.support.pc_power import OfficePc
from tests.support.responsible import RESPONSIBLE
from tests.support.wire_site import plan
from tests.support.wire_site.building import Building
from tests.support.wire_site.pcs import SitePc
from tests.support.wire_site.plan import ANNEX_PRINTER, GRACE_SECONDS, PCS, PRINTERS, SEGMENTS, Plan
from tests.support.wire_site.server_room import ServerRoom

Alert = dict[str, Any]
_AT_ONCE = 4


class WireSite:
    """The building with its people, printers, PCs and collector. `alerts` says what came of everything."""

    def __init__(
        self, building: Building, collector: ServerRoom, folder: Path, tell: Callable[[str], None], grace: float
    ) -> None:
        self.building = building
        self.collector = collector
        self.folder = folder
        self.grace_seconds = grace
        self.pcs: dict[str, SitePc] = {}
        self.hosts: dict[str, Host] = {}
        self.terminals: dict[str, str] = {}
        self.segments: dict[str, str] = {}
        self._tell = tell
        self._began = time.monotonic()

    def tell(self, what: str) -> None:
        self._tell(f"{time.monotonic() - self._began:6.1f} s  {what}")

    def lan(self, segment: Plan) -> Lan:
        return self.building.lans[segment.name]

    # ------------------------------------------------------------------ the ledger

    def declare(self) -> None:
        """Operators, one unit with one person, the three segments."""
        self.collector.bootstrap()
        for name, role in ((ADMIN, "unit-admin"), (APPROVER, "approver")):
            self.collector.add_operator(name, role)
        admin = self.collector.client(ADMIN)
        admin.post("units", {"name": UNIT, "region_code": "371499"})
        admin.post("people", {"name": "李明轩", "unit": UNIT, "department": "预算科", "mobile": "19900000001"})
        admin.ask("PATCH", f"units/{UNIT}", content=dict.fromkeys(RESPONSIBLE, "李明轩"))
        for segment in SEGMENTS:
            made = self.collector.client("wang-sec").post("segments", segment.declared(UNIT, self.grace_seconds))
            self.segments[segment.name] = str(made["id"])
        self.collector.reauthenticate(APPROVER)

    def register(self, name: str, mac: str, *, kind: str = "desktop", where: tuple[Plan, str] | None = None) -> str:
        """A row of the ledger, approved; its registration number. `where`: its fixed address."""
        row: dict[str, Any] = {"unit": UNIT, "user": "李明轩", "terminal_type": kind, "hostname": name, "macs": [mac]}
        if where is not None:
            row |= {"segment": where[0].name, "addresses": [where[1]]}
        made = self.collector.client(ADMIN).post("terminals", row)
        self.collector.client(APPROVER).post(f"terminals/{made['reg_no']}/approve", {})
        self.terminals[name] = str(made["id"])
        return str(made["reg_no"])

    def named(self, text: str) -> str:
        """The id of a terminal or segment of that name; the text itself where there is none."""
        return self.terminals.get(text) or self.segments.get(text) or text

    def retire(self, name: str) -> None:
        content = {"status": "retired", "reason": "报废"}
        self.collector.client(ADMIN).post(f"terminals/{self.terminals[name]}/status", content)

    # ------------------------------------------------------------------ machines

    def open(self) -> None:
        """Everybody is switched on; returns when every agent was heard and every segment is watched."""
        self.declare()
        for name, (segment, mac, address) in PRINTERS.items():
            self.register(name, mac, kind="printer", where=(segment, address))
            self.hosts[name] = self.lan(segment).host(name, mac=mac, address=f"{address}/24", gateway=segment.gateway)
            OfficePc.chatter(self.hosts[name], [segment.gateway])
        self.register(ANNEX_PRINTER[0], ANNEX_PRINTER[1], kind="printer", where=(SEGMENTS[0], ANNEX_PRINTER[2]))
        for name, (_, mac) in PCS.items():
            self.register(name, mac)
        self.tell("the ledger is filled")
        for name in PCS:
            self._switch_on(name)
        with ThreadPoolExecutor(_AT_ONCE) as together:
            list(together.map(self._install, PCS))
        self.tell("every agent runs")
        self.settle()
        self.tell("every agent was heard, every segment is watched")

    def _switch_on(self, name: str) -> None:
        segment, mac = PCS[name]
        self.hosts[name] = self.lan(segment).host(name, mac=mac)
        client = DhcpClient(self.hosts[name], self.folder / name)
        self.pcs[name] = SitePc(self.hosts[name], client, self._targets(segment))
        self.pcs[name].power_on()

    def _install(self, name: str) -> None:
        """Enrols its agent for the ledger's row of that host name, and starts it."""
        pc = self.pcs[name]
        pc.lease()
        code = str(self.collector.client(ADMIN).post("enrolments", {"terminal": name})["code"])
        pc.agent = AgentProcess(self.folder / name, pc.host.namespace)
        pc.agent.enrol(self.collector.bundle, code)
        pc.agent.start()

    def _targets(self, segment: Plan) -> list[str]:
        """Whom a PC of that segment talks to: the collector, the gateway, printers, colleagues."""
        printers = [address for where, _, address in PRINTERS.values() if where is segment]
        annex = [ANNEX_PRINTER[2]] if segment is plan.THIRD_FLOOR else []
        group = ["ff02::1%eth0"] if segment.prefix_6 else []
        return [plan.COLLECTOR, segment.gateway, *printers, *annex, *group, segment.address(101), segment.address(102)]

    def settle(self) -> None:
        admin = self.collector.client(ADMIN)
        wait_for(lambda: all(row["last_beat_us"] for row in admin.get("agents")), "a beat of every agent", seconds=120)
        for segment in SEGMENTS:
            wait_for(partial(self.watchers, segment), f"a watcher of {segment.name}", seconds=120)

    def watchers(self, segment: Plan) -> list[str]:
        """Names of the PCs whose agents know that they are to watch there."""
        said = {name: pc.status() for name, pc in list(self.pcs.items())}
        here = self.segments[segment.name]
        return [name for name, status in said.items() if status.get("duties") and here in status["segments"]]

    def stop(self) -> None:
        with ThreadPoolExecutor(_AT_ONCE) as together:
            list(together.map(lambda pc: pc.agent.kill(), self.pcs.values()))

    # ------------------------------------------------------------------ what came of it

    def alerts(self) -> list[Alert]:
        """Every alert there ever was, suspected and closed ones too; none about how this very machine is kept."""
        found: list[Alert] = self.collector.client(ADMIN).get("alerts", closed=True, most=5000)
        return [alert for alert in found if alert["rule"] not in OWN_KEEPING]

    def history(self, alert: Alert) -> list[dict[str, Any]]:
        whole: dict[str, Any] = self.collector.client(ADMIN).get(f"alerts/{alert['id']}")
        return list(whole["events"])

    def heard(self) -> tuple[int, int]:
        """How many bindings (MAC, address) the collector holds, and of how many frames: proof that somebody watched."""
        pairs = folded_pairs(self.collector.state)
        return len(pairs), sum(pair.frames for pair in pairs)


@contextmanager
def wire_site(
    folder: Path,
    tell: Callable[[str], None] = lambda line: None,
    pace: Mapping[str, int] | None = None,
    grace_seconds: float = GRACE_SECONDS,
) -> Iterator[WireSite]:
    """The site, open. `pace` as of collector.toml; without it sixty times quicker than in earnest."""
    settings = folder / "collector.toml"
    lines = [f"{name} = {value}\n" for name, value in (PACE if pace is None else pace).items()]
    settings.write_text("[pace]\n" + "".join(lines))
    with TemporaryDirectory(prefix="mingce-") as scratch, Building(folder) as building:
        room = building.server_room
        options = ["--config", str(settings), "--name", plan.COLLECTOR]
        collector = ServerRoom(Path(scratch), options, room.namespace.enter(), plan.COLLECTOR, namespace=room.namespace)
        collector.start()
        try:
            site = WireSite(building, collector, folder, tell, grace_seconds)
            try:
                site.open()
                yield site
            finally:
                site.stop()
        finally:
            collector.stop()
