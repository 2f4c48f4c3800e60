"""Plays scenarios on one guest with its agent and collector, and judges each step."""

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import Any

from tests.lab import resident
from tests.lab.machine.guest import CommandFailed, Guest
from tests.lab.machine.qemu import STAGE_PORT
from tests.lab.machine.qmp import QmpError
from tests.lab.machine.talk import Talk
from tests.lab.office import Office
from tests.lab.outside import OUTSIDE_ACTS
from tests.lab.scenarios.scenario import Act, Scenario, Step
from tests.lab.table import Row
from tests.lab.verdict import Alert, Verdict, judge, news, shown, turned_us

# Generous: other tests may have most of the machine, and what comes in time is never waited for longer.
_ACT_SECONDS, _ALERT_SECONDS, _HOLD_SECONDS, _QUIET_SECONDS = 180.0, 60.0, 2.5, 5.0
_CLOCKS_DIFFER_US = 20_000
_FAILED_OUTSIDE = (QmpError, CommandFailed, TimeoutError)
_STAGE_LOG = "/var/log/stage.log"


class SceneRefused(Exception):
    """The guest could not do what a scenario asked for; the text is the guest's."""


class Stage:
    """The guest's player, seen from here."""

    def __init__(self, guest: Guest) -> None:
        # Loaded once: taking dummy_hcd away after an RNDIS gadget makes Debian 12's kernel oops now and then.
        guest.sh("modprobe mac80211_hwsim radios=0; modprobe -a vhci_hcd dummy_hcd")
        command = ["python3", "-m", "tests.lab.inside.stage", f"/dev/virtio-ports/{STAGE_PORT}"]
        guest.spawn(command, _STAGE_LOG, {"PYTHONPATH": resident.PLACE})
        self._talk: Talk = guest.talk(STAGE_PORT)

    def ask(self, **request: Any) -> dict[str, Any]:
        """Raises SceneRefused."""
        self._talk.send(request)
        answer = self._talk.receive(_ACT_SECONDS)
        if "error" in answer:
            raise SceneRefused(f"{request}: {answer['error']}")
        return answer

    def play(self, act: Act) -> int:
        """Enters an act; the moment of its effect by this machine's clock, in microseconds."""
        moment: int = self.ask(**{"enter": act.name, "with": dict(act.arguments)})["at_us"]
        return moment + self._offset_us()

    def leave_all(self) -> None:
        self.ask(leave=0)

    def shape(self) -> list[str]:
        return list(self.ask(shape=True)["shape"])

    def _offset_us(self) -> int:
        """This machine's clock less the guest's, to half a round trip (about a millisecond)."""
        before = time.time_ns()
        told: int = self.ask(time=True)["now_us"]
        return (before + time.time_ns()) // 2000 - told

    def close(self) -> None:
        self._talk.close()


class Player:
    """One guest, its office and its stage, used for one scenario after another while each leaves no trace."""

    def __init__(self, guest: Guest, office: Office, agent_pid: int) -> None:
        self.guest, self.office = guest, office
        self._agent_pid = agent_pid
        self._outside = ExitStack()
        self.stage = Stage(guest)
        self._shape = self.stage.shape()
        self._untouched: Sequence[Alert] = self._settled(_QUIET_SECONDS)
        self.is_clean = True

    def play(self, scenario: Scenario) -> list[Row]:
        """A row a step, and one more when leaving does not bring back what was before."""
        rows: list[Row] = []
        try:
            for act in scenario.before:
                self._enter(act)
            before = self._settled(_HOLD_SECONDS) if scenario.before else self._untouched
            for step in scenario.steps:
                rows.append(self._step(scenario, step, before))
        except SceneRefused as refused:
            self.is_clean = False
            return [*rows, Row(scenario.name, "", f"cannot be played: {refused}", "", None, False)]
        return rows + self._leave(scenario)

    def _step(self, scenario: Scenario, step: Step, before: Sequence[Alert]) -> Row:
        earlier = self.office.alerts()
        moments = [self._enter(act) for act in step.acts]

        def look() -> Verdict:
            return judge(news(self.office.alerts(), before), step.expected)

        verdict = _until(look, lambda seen: not seen.missing, _ALERT_SECONDS) if step.expected else look()
        latency = None if verdict.missing else self._latency_ms(news(verdict.matched, earlier), moments[-1])
        # What the events missed would come with the next look, so one is asked for before the verdict stands.
        self._look_again(_HOLD_SECONDS if step.expected else _QUIET_SECONDS)
        verdict = look()
        said = "; ".join(shown(alert) for alert in (*verdict.matched, *verdict.surplus)) or "nothing"
        wanted = "; ".join(map(str, step.expected)) or "nothing"
        return Row(scenario.name, step.does, said, wanted, latency, verdict.is_right)

    def _enter(self, act: Act) -> int:
        """As Stage.play, also for acts from outside the guest, which are undone after all of those inside."""
        if act.name not in OUTSIDE_ACTS:
            return self.stage.play(act)
        try:
            return self._outside.enter_context(OUTSIDE_ACTS[act.name](self.guest, self.office, **act.arguments))
        except _FAILED_OUTSIDE as error:
            raise SceneRefused(f"{act}: {error}") from error

    def _latency_ms(self, changed: Sequence[Alert], moment_us: int) -> float | None:
        """From an act's moment until the last of these was stored; until now, to 50 ms, where history does not tell."""
        now_us = time.time_ns() // 1000
        told = [turned_us(self.office.alert(alert["id"]), moment_us - _CLOCKS_DIFFER_US) for alert in changed]
        return (max(at_us or now_us for at_us in told) - moment_us) / 1000 if told else None

    def _leave(self, scenario: Scenario) -> list[Row]:
        try:
            self.stage.leave_all()
            self._outside.close()
        except (SceneRefused, *_FAILED_OUTSIDE) as refused:
            self.is_clean = False
            return [Row(scenario.name, "undone", f"cannot be undone: {refused}", "nothing", None, False)]
        if scenario.lasts:
            self.is_clean = False
            return []
        left = _until(lambda: news(self.office.alerts(), self._untouched), lambda seen: not seen, _ALERT_SECONDS)
        changed = sorted(set(self.stage.shape()) ^ set(self._shape))
        self.is_clean = not left and not changed
        if self.is_clean:
            return []
        said = "; ".join([*map(shown, left), *(f"traces: {', '.join(changed)}" for _ in changed[:1])])
        return [Row(scenario.name, "undone", said, "nothing", None, not left)]

    def _look_again(self, seconds: float) -> None:
        """Has the agent look at everything (SIGHUP) and gives it the time to say what it finds."""
        self.guest.sh(f"kill -HUP {self._agent_pid}")
        time.sleep(seconds)

    def _settled(self, seconds: float) -> Sequence[Alert]:
        """What stands once nothing new has come for so long."""
        self._look_again(seconds)
        standing = self.office.alerts()
        while True:
            time.sleep(seconds)
            later = self.office.alerts()
            if not news(later, standing) and not news(standing, later):
                return later
            standing = later


def _until(look: Callable[[], Any], is_good: Callable[[Any], bool], seconds: float) -> Any:
    deadline = time.monotonic() + seconds
    while not is_good(seen := look()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return seen
