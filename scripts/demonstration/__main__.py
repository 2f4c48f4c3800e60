"""The story; `scripts/demo --help` says what it shows."""

import argparse
import os
import platform
import shlex
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from scripts.demonstration import ledger
from scripts.demonstration.office import STRANGER_ADDRESS, Office, real_macs
from scripts.demonstration.site import Site
from scripts.demonstration.stage import DidNotHappen, Stage
from tests.support.agent_process import AgentProcess, CommandFailed
from tests.support.laboratory import why_no_namespaces

_IN_USER_NAMESPACE = "MINGCE_DEMO_IN_USER_NAMESPACE"
HARDWARE = ("0bda:8179", "2717:ff80 e0/01/03", "0bda:8153")
"""A Wi-Fi stick, a phone that shares, a cabled adapter; as lsusb names them."""


def main() -> int:
    asked = _arguments()
    if os.geteuid() != 0 and not asked.no_lan:
        _enter_user_namespace()
    stage = Stage(asked.lang)
    folder = Path(tempfile.mkdtemp(prefix="mingce-demo-"))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    story = Story(stage, folder)
    is_wanted = asked.keep
    try:
        story.tell(with_lan=not asked.no_lan)
    except (DidNotHappen, CommandFailed) as reason:
        is_wanted, asked.keep = True, False
        stage.say(
            f"\n没有发生:{reason}\n日志留在 {folder}", f"\ndid not happen: {reason}\nthe logs are left in {folder}"
        )
        return 1
    except BaseException:
        is_wanted, asked.keep = False, False
        raise
    finally:
        story.close(keep=asked.keep)
        if not is_wanted:
            shutil.rmtree(folder, ignore_errors=True)
    if asked.keep:
        story.say_how_to_go_on()
    return 0


class Story:
    """One morning: `tell` it, then `close` it."""

    def __init__(self, stage: Stage, folder: Path) -> None:
        self.stage = stage
        self.folder = folder
        self.site = Site(stage, folder)
        self.office: Office | None = None
        self.machine = AgentProcess(folder / "this-machine")

    def tell(self, *, with_lan: bool) -> None:
        self.open_the_collector()
        self.declare_the_ledger()
        self.take_an_inventory()
        reason = why_no_namespaces() if with_lan else "--no-lan"
        if reason is None:
            self.build_the_office()
            self.let_a_stranger_in()
            self.open_a_way_out()
            self.ask_who_held_it()
        else:
            self.stage.say(f"\n省略局域网部分:{reason}", f"\nwithout the LAN part: {reason}")
        self.verify()
        self.stage.say("\n完。", "\nThat was the main job.")

    def open_the_collector(self) -> None:
        self.stage.step("启动采集端(内嵌数据库,只在本机回环地址)", "A collector with the embedded store, on loopback")
        self.site.open()
        self.site.bootstrap(
            {"zhou-xt": ("周系统", "sysadmin"), "wu-aq": ("吴安全", "secadmin"), "zheng-sj": ("郑审计", "auditor")}
        )
        sysadmin, self.secadmin, self.auditor = (self.site.desk(name) for name in ("zhou-xt", "wu-aq", "zheng-sj"))
        self.admin = self.site.employ("qian-wg", "钱进", "unit-admin", sysadmin, self.secadmin)
        self.approver = self.site.employ("sun-sp", "孙立", "approver", sysadmin, self.secadmin)
        sysadmin.run("operator", "list")

    def declare_the_ledger(self) -> None:
        self.stage.step("录入实名台账(虚构数据)", "The real-name ledger (fictional)")
        ledger.declare(self.admin, self.secadmin, self.approver)
        self.admin.run("site-bundle", "--output", str(self.site.bundle))

    def take_an_inventory(self) -> None:
        self.stage.step("本机清点与入网", "This machine: inventory and enrolment")
        hostname = platform.node() or "this-machine"
        number = ledger.register_this_machine(self.admin, self.approver, hostname, real_macs(self.machine))
        self.stage.typed("this-machine", "mingce-agent once")
        self.stage.show(self.machine.call("--lang", self._agent_language, "once"))
        code = self.admin.json("enrol", number, "--json")["code"]
        self.stage.typed("this-machine", "mingce-agent enrol --site site.json")
        self.machine.call("--lang", self._agent_language, "enrol", "--site", self.site.bundle, typed=f"{code}\n")
        self.machine.start()
        self._wait_for_reports(hostname)
        self.admin.run("agents")

    def build_the_office(self) -> None:
        self.stage.step("搭一个小局域网:真实内核、真实报文", "A small office LAN: real kernels, real frames")
        self.office = Office(self.site, self.folder)
        self.office.open()
        for entry in ledger.ENTRIES:
            if entry.has_agent:
                self.office.install(entry, self.admin)
        for entry in ledger.ENTRIES:
            if entry.has_agent:
                self._wait_for_reports(entry.host)
        self.office.chatter()
        self.stage.wait_for("a watcher of the segment", self._watched)
        self.office.chatter()
        self.stage.say(
            "每个地址都有人负责。列出的只是这些电脑自身的状况(它们共用本机的文件):",
            "Every address is vouched for. What is listed is how these PCs are kept (they share this machine's files):",
        )
        self.admin.run("alerts")

    def let_a_stranger_in(self) -> None:
        assert self.office is not None
        self.stage.step("一台陌生终端插上网线", "A stranger plugs in")
        stranger = self.office.stranger()
        alert = self.stage.wait_for("the stranger's alert is confirmed", self._confirmed)
        self.stage.say(f"陌生终端 MAC {stranger.mac}", f"the stranger's MAC is {stranger.mac}")
        self.admin.run("alerts", "show", alert["id"])
        latency = alert["evidence"]["latency_ms"]
        confirmed = (alert["confirmed_us"] - alert["first_us"]) // 1000
        self.stage.say(
            f"首个报文 → 疑似入库 {latency} ms;→ 确认 {confirmed} ms",
            f"first frame -> suspected and stored: {latency} ms; -> confirmed: {confirmed} ms",
        )

    def open_a_way_out(self) -> None:
        assert self.office is not None
        self.stage.step("有人用一台电脑的第二个网口接出一个网", "Somebody bridges a network of his own through a PC")
        entry = ledger.ENTRIES[1]
        self.office.bridge(entry)
        alert = self.stage.wait_for("the alert of what is shared", self._shared)
        self.admin.run("alerts", "show", alert["id"])
        self.office.part(entry)
        self.stage.wait_for("the end of it", lambda: self._shared() is None or None)
        self.stage.say("拆掉之后,告警自行了结。", "Taken apart again, the alert is settled.")
        self.stage.say("没有驱动的硬件也认得:", "Hardware is known without its driver, too:")
        self.stage.typed("this-machine", shlex.join(["mingce-agent", "classify", *HARDWARE]))
        self.stage.show(self.machine.call("--lang", self._agent_language, "classify", *HARDWARE))

    def ask_who_held_it(self) -> None:
        self.stage.step("移交一台终端,再问:当时是谁在用?", "A PC changes hands; who held its address, then?")
        entry = ledger.ENTRIES[0]
        before = time.strftime("%Y-%m-%d %H:%M:%S")
        time.sleep(1.1)
        self.admin.run("terminal", "hand-over", entry.host, "--user", "赵建国", "--room", "0315", "--reason", "调岗")
        # Names are masked unless the asker says why; the reason goes into the journal.
        asked = ["trace", entry.address, "--unmask", "演示:核查 10.37.12.21"]
        self.admin.run(*asked, "--at", before)
        self.admin.run(*asked)

    def verify(self) -> None:
        self.stage.step("审计管理员核验:没有被改动", "The auditor verifies that nothing was altered")
        self.auditor.run("verify")

    # ------------------------------------------------------------------ looking

    def _wait_for_reports(self, hostname: str) -> None:
        def reported() -> bool | None:
            rows = self.admin.json("agents", "--json")
            return any(row["hostname"] == hostname and row["last_sequence"] for row in rows) or None

        self.stage.wait_for(f"the first report of {hostname}", reported)

    def _watched(self) -> bool | None:
        assert self.office is not None
        return any(agent.status().get("duties") for agent in self.office.agents.values()) or None

    def _confirmed(self) -> dict[str, Any] | None:
        for alert in self.site.alerts(self.admin):
            if alert["certainty"] == "confirmed" and STRANGER_ADDRESS in alert["evidence"].get("addresses", ()):
                return alert
        return None

    def _shared(self) -> dict[str, Any] | None:
        return next((one for one in self.site.alerts(self.admin) if one["rule"] == "sharing"), None)

    @property
    def _agent_language(self) -> str:
        return "zh_CN" if self.stage.language == "zh" else "en"

    # ------------------------------------------------------------------ ending

    def close(self, *, keep: bool) -> None:
        if self.office is not None:
            self.office.close()
        self.machine.stop()
        if not keep:
            self.site.close()

    def say_how_to_go_on(self) -> None:
        settings = dict(self.admin.settings) | {"XDG_STATE_HOME": str(self.admin.home)}
        self.stage.say("\n采集端仍在运行;这样与它交谈:", "\nThe collector is still running. Talk to it like this:")
        names = ("MINGCE_COLLECTOR", "MINGCE_CA", "XDG_STATE_HOME")
        exports = " ".join(f"{name}={settings[name]}" for name in names)
        self.stage.show(f"export {exports}\n{Path(sys.executable).with_name('mingce')} alerts\n")
        pid = self.site.collector.listening["pid"]
        self.stage.say(
            f"结束:kill {pid};数据在 {self.folder}", f"End it with: kill {pid}; its data is in {self.folder}"
        )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/demo", allow_abbrev=False)
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--no-lan", action="store_true")
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    parser.add_argument("--lang", choices=("zh", "en"), default="zh" if locale.startswith("zh") else "en")
    return parser.parse_args()


def _enter_user_namespace() -> None:
    """Starts over where this user may make network namespaces, if the kernel lets it; else goes on without."""
    unshare = shutil.which("unshare")
    if unshare is None or _IN_USER_NAMESPACE in os.environ:
        return
    command = [unshare, "--user", "--map-root-user"]
    if os.spawnv(os.P_WAIT, unshare, [*command, "unshare", "--net", "true"]) == 0:
        os.environ[_IN_USER_NAMESPACE] = "1"
        os.execv(unshare, [*command, sys.executable, "-m", "scripts.demonstration", *sys.argv[1:]])


sys.exit(main())
