"""What this PC sees and hears, and what of it is said: the service's eyes and mouth. One thread, no waiting.

Rule: every look ends in `place`, which decides where this PC is attached and hence what may be said.
"""

import logging
from collections.abc import Callable, Mapping

from agent.attachment import Attached
from agent.bounded import size_of
from agent.config import Config
from agent.delivery.beats import Vouched
from agent.duties import in_force, may_be_asked, watched
from agent.hearsay import LONGEST_US, Hearsay
from agent.host.machine import Host
from agent.host.netlink.events import Wake
from agent.listening import Listening, OpenEar
from agent.observer import Observer
from agent.outside.orders import OutsideOrders
from agent.placement import Placement
from agent.probes import ALL_PROBES
from agent.reporting import Group
from agent.session import Session
from agent.throttle import Throttle
from agent.timekeeping import Timers
from agent.whereabouts import Whereabouts
from protocol.identity import AdapterId
from protocol.observations import (
    AgentEvent,
    AgentEventKind,
    Looked,
    LookOutcome,
    Observation,
    OrderCarriedOut,
)
from protocol.policy import Duty, Policy
from protocol.report import ReportKind

_LOG = logging.getLogger(__name__)
_SPEAK_AFTER_US = 50_000
_RETRY_US = 10_000_000


class Witness:
    """Without a session it looks and says nothing; `begin` gives it one."""

    def __init__(
        self,
        config: Config,
        host: Host,
        timers: Timers,
        open_one: OpenEar,
        ears_changed: Callable[[], None],
        throttle: Throttle,
    ) -> None:
        self.config = config
        self.session: Session | None = None
        self.listening = Listening(open_one, ears_changed)
        self.attached: tuple[Attached, ...] = ()
        self.duties: tuple[Duty, ...] = ()
        self._clock = host.clock
        self._timers = timers
        self._throttle = throttle
        self._observer = Observer(host, ALL_PROBES, self._throttle)
        self._whereabouts = Whereabouts()
        self._placement = Placement(host)
        self._evidence_said: object = None
        self.heard = Hearsay()
        self.outside = OutsideOrders(self)

    @property
    def policy(self) -> Policy:
        """The policy in force; before the first one, what the settings say."""
        return self.session.policy.in_force if self.session else self.config.before_policy

    def policy_in_force(self) -> Policy | None:
        """None: there is no session, or its policy has expired and gives no duty any more."""
        session = self.session
        if session is None or session.policy.has_expired(self._wall() + session.clock_offset_us):
            return None
        return session.policy.in_force

    @property
    def is_attached(self) -> bool:
        return any(item.segments for item in self.attached)

    @property
    def is_moving(self) -> bool:
        """Links or addresses are changing: an adapter may be on another network than it seems."""
        return self.heard.is_doubted(self._clock.boot_us())

    def begin(self, session: Session) -> None:
        """Says everything to this session, the start first."""
        self.session = session
        self.say_event(AgentEventKind.STARTED, "")
        self.inventory()
        self.set_intervals()

    def end(self, detail: str) -> None:
        """Says what has to be said before the agent stops."""
        if self.session is not None:
            self.say(ReportKind.EVENT, [self._whereabouts.turn((), is_attached=True, now_us=self._wall())])
            self.say_event(AgentEventKind.STOPPING, detail)
        self.session = None

    # ------------------------------------------------------------------ looking

    def look(self, wakes: frozenset[Wake], events: Mapping[frozenset[Wake], int]) -> None:
        """`events`: how many of them there were since the last look."""
        if self._observer.look(wakes, self._clock.boot_us(), events):
            self.place()
            self.heard.settle()
            self.speak()
        else:
            self._set_timers()

    def look_rested(self) -> None:
        if self._observer.look_rested(self._clock.boot_us()):
            self.place()

    def sweep(self) -> None:
        """Finds what events missed, and says so; the caller has read all events before."""
        missed = self._observer.sweep(self._clock.boot_us())
        if missed:
            self.say_event(AgentEventKind.MISSED_BY_EVENTS, f"changed: {', '.join(missed)}")
        losses = self.listening.new_losses()
        if losses.dropped or losses.unsaid:
            lost = f"{losses.dropped} frames dropped by the kernel, {losses.unsaid} heard and beyond what is kept"
            self.say_event(AgentEventKind.CAPTURE_DROPPED, lost)
        for storm in self._throttle.interim(self._clock.boot_us()):
            self.say_event(AgentEventKind.THROTTLED, storm)
        self.place()
        self._timers.set("sweep", self._clock.boot_us() + self.policy.sweep_interval_ms * 1000)

    def inventory(self) -> None:
        """Everything again."""
        self._observer.forget_said()
        self._evidence_said = None
        self.outside.forget_said()
        self._observer.sweep(self._clock.boot_us())
        self.place()
        self._timers.set("inventory", self._clock.boot_us() + self.policy.inventory_interval_ms * 1000)

    def set_intervals(self) -> None:
        """After a change of policy: nothing waits longer than the new intervals."""
        now = self._clock.boot_us()
        for name in ("sweep", "inventory", "sightings"):
            self._timers.set_earlier(name, now + getattr(self.policy, f"{name}_interval_ms") * 1000)
        if self.session is not None:
            self.session.sender.set_beat_interval(self.policy.beat_interval_ms)

    def place(self) -> None:
        """Where is this PC attached, and what may be said, heard and vouched for there?"""
        servers = self.listening.dhcp_servers()
        self.heard.forget(self._placement.turn(self._observer.observations(), self.policy.segments, servers))
        self.attached = self._placement.attached
        self.take_up_duties()
        self._say_unsaid()
        self._set_timers()

    def take_up_duties(self) -> None:
        """Opens and closes ears, and tells the next beat, by the duties in force now."""
        session, policy = self.session, self.policy_in_force()
        before = self.duties
        self.duties = in_force(session.duties.held, self.attached) if session and policy else ()
        if self.duties != before:
            self._timers.set_earlier("status", self._clock.boot_us())
        if self.config.is_listening and session is not None:
            interval_us = self.policy.sightings_interval_ms * 1000
            self.listening.follow(self.attached, watched(self.duties), interval_us)
        if session is not None:
            session.vouch(self._vouched(session))
            session.stand_by(bool(self.duties) or may_be_asked(self.attached, policy))

    def _set_timers(self) -> None:
        """Tells what throttling began or ended, and when there is something to do again."""
        turned = self._throttle.turn(self._clock.boot_us())
        for what in turned:
            self.say_event(AgentEventKind.THROTTLED, what)
        if turned and self.session is not None:
            self.session.vouch(self._vouched(self.session))
        for name, at_us in (("rested", self._observer.next_rested_us()), ("throttle", self._throttle.next_us())):
            if at_us is not None:
                self._timers.set(name, at_us)

    def _vouched(self, session: Session) -> Vouched:
        return Vouched(
            claims=tuple(item.evidence for item in self.attached if item.segments),
            # A watch is one while its ear is open: the collector gives it to another where it is not.
            duties=tuple(duty.id for duty in self.duties if self.listening.watches(duty.adapter)),
            capture_drops=self.listening.drops(),
            policy_version=session.policy.in_force.version,
            throttled=bool(self._throttle.in_force),
        )

    # ------------------------------------------------------------------ hearing

    def hear(self, adapter: AdapterId) -> None:
        """Reads an ear that has frames; what is new is said after a short while, with what comes meanwhile."""
        self._take_in(self.listening.read(adapter, adapter in watched(self.duties)))

    def inject(self, adapter: AdapterId, frame: bytes) -> None:
        """As if that adapter had heard the frame just now."""
        self._take_in(self.listening.inject(adapter, frame, self._wall(), adapter in watched(self.duties)))

    def _take_in(self, heard: list[Observation]) -> None:
        self.heard.add(heard)
        if self.heard:
            self._timers.set_earlier("speak", self._clock.boot_us() + _SPEAK_AFTER_US)

    def speak(self) -> None:
        """What may be said of it: where links or addresses are changing, after the next look, or in a while."""
        self.say(ReportKind.SIGHTINGS, [(item,) for item in self.heard.take(self._clock.boot_us())])
        self._note_servers()
        if self.heard:
            self._timers.set("speak", self._clock.boot_us() + LONGEST_US)

    def fold(self) -> None:
        """Says the repeats of the interval that is over."""
        self.heard.add(self.listening.flush(self._clock.wall_us(), watched(self.duties)))
        self.speak()
        self._timers.set("sightings", self._clock.boot_us() + self.policy.sightings_interval_ms * 1000)

    def _note_servers(self) -> None:
        said = {item.evidence.adapter: item.evidence.dhcp_server for item in self.attached}
        if any(said.get(adapter) != server for adapter, server in self.listening.dhcp_servers().items()):
            self.place()

    # ------------------------------------------------------------------ saying

    def say_order(self, carried_out: OrderCarriedOut) -> None:
        """After the answers to it, where nothing holds those back."""
        self.speak()
        self.say(ReportKind.EVENT, [(carried_out,)])

    def say_event(self, what: AgentEventKind, detail: str) -> None:
        if what is AgentEventKind.SUSPENDED:
            self._placement.doubt()
        _LOG.info("%s%s", what, f": {detail}" if detail else "")
        self.say(ReportKind.EVENT, [(AgentEvent(what, detail, self._wall()),)])

    def retry(self) -> None:
        """Writes what a full disk did not take."""
        if self.session is None or self.session.reporter.retry():
            return
        self._timers.set_earlier("retry", self._clock.boot_us() + _RETRY_US)

    def observations(self) -> tuple[Observation, ...]:
        """All that is known of this PC now."""
        return self._observer.observations()

    def say(self, kind: ReportKind, groups: list[tuple[Observation, ...]]) -> None:
        """What of it may be said where this PC is."""
        session = self.session
        if session is None:
            return
        if session.reporter.say(kind, groups, self.is_attached):
            session.sender.wake()
        if session.reporter.owed:
            self._timers.set_earlier("retry", self._clock.boot_us() + _RETRY_US)

    def _say_unsaid(self) -> None:
        """What differs from what was said; an answer that was said too often lately is owed until it may be."""
        if self.session is None:
            self._throttle.still_owed(())
            return
        owed = self._say_stretches()
        unsaid = {answered.probe.name: answered for answered in self._observer.unsaid(self.is_attached)}
        groups = {name: answered.whole for name, answered in unsaid.items()}
        evidence = tuple(item.evidence for item in self.attached if item.segments)
        if evidence != self._evidence_said:
            outcome = LookOutcome.SEEN if evidence else LookOutcome.NOTHING_HERE
            groups["attachment"] = (Looked("attachment", outcome, None), *evidence)
        self._throttle.still_owed((*groups, *owed))
        sayable = self._sayable(groups)
        if sayable:
            self.say(ReportKind.INVENTORY, list(sayable.values()))
            self._observer.mark_said(unsaid[name] for name in sayable if name in unsaid)
            self._evidence_said = evidence if "attachment" in sayable else self._evidence_said

    def _sayable(self, groups: dict[str, Group]) -> dict[str, Group]:
        now = self._clock.boot_us()
        sayable = {name: group for name, group in groups.items() if self._throttle.may_say(name, now)}
        for name, group in sayable.items():
            self._throttle.said(name, now, size_of(group))
        return sayable

    def _say_stretches(self) -> tuple[str, ...]:
        """A PC that comes and goes all the time ends a stretch only as often as it may say so; returns what is owed."""
        now = self._clock.boot_us()
        if not self._throttle.may_say("elsewhere", now):
            return ("elsewhere",)
        ended = self._whereabouts.turn(self.attached, self.is_attached, self._wall())
        if ended:
            self.say(ReportKind.EVENT, [ended])
            self._throttle.said("elsewhere", now, size_of(ended))
        return ()

    def _wall(self) -> int:
        return max(self._clock.wall_us(), 0)
