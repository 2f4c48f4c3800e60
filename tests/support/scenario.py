"""A conversation with the pure core: what is registered, what beats, what is heard, and what must come of it.

    scenario().registered("pc-1", MAC_1).at("09:00").beat("pc-1").sighting(STRANGER).expects("unregistered-terminal")

Everything runs through the shipped folding, vouching, rules and alert life cycle; only the store is left out.
"""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from ipaddress import ip_address, ip_network
from typing import Self

from collector.alerts import lifecycle
from collector.alerts.lifecycle import Alert, Approval, State, Step, What
from collector.presence.binding import QUIET_US, Binding, Heard, How, Pair
from collector.presence.interval import DAY_US, MINUTE_US, SECOND_US
from collector.presence.liveness import MISSED_BEATS
from collector.presence.subject import (
    Admission,
    AgentStanding,
    AgentView,
    Presence,
    SegmentView,
    TerminalView,
)
from collector.presence.vouching import CLAIM_SLACK_US
from collector.rules import ALL_RULES
from collector.rules.agent_silent_while_present import AgentSilentWhilePresent
from collector.rules.engine import judge
from collector.rules.facts import ClockFacts, PresenceFacts
from collector.rules.finding import Finding, Settled
from protocol.address import Address
from protocol.mac import MacAddress
from protocol.observations import HeardHow
from tests.support.binding_book import BindingBook
from tests.support.claim_book import ClaimBook

APPROVAL = Approval("e" * 32, "示例批复〔2026〕1号")
_OVER_US = MISSED_BEATS * MINUTE_US
DAY_ZERO_US = 1_767_225_600_000_000
MAC_1, MAC_2, MAC_3 = (MacAddress.parse(f"00-00-5E-00-53-0{number}") for number in (1, 2, 3))
STRANGER = MacAddress.parse("00-00-5E-00-53-66")
PHONE = MacAddress.parse("DA-A1-19-00-53-01")
GATEWAY = MacAddress.parse("00-00-5E-00-53-FE")
VRRP = MacAddress.parse("00-00-5E-00-01-07")
ADDRESS_1, ADDRESS_2, ADDRESS_3, ADDRESS_9 = (ip_address(f"10.37.12.{number}") for number in (21, 22, 23, 99))
SEGMENT = SegmentView(
    id="5" * 32,
    name="financial-bureau-3f",
    unit_id="1" * 32,
    unit_name="示例市财政局",
    domain="administrative",
    prefixes=(ip_network("10.37.12.0/24"),),
    gateways=frozenset({ip_address("10.37.12.1")}),
    gateway_macs=frozenset({GATEWAY}),
    infrastructure_macs=frozenset({VRRP}),
)
ELSEWHERE = replace(SEGMENT, id="6" * 32, name="hall", prefixes=(ip_network("10.37.13.0/24"),))


def clock(text: str) -> int:
    """`09:00`, `09:00:05`, `2 09:00` (day 2) as microseconds."""
    day, _, hours = text.rpartition(" ")
    parts = [int(part) for part in hours.split(":")] + [0]
    return DAY_ZERO_US + int(day or 0) * DAY_US + (parts[0] * 3600 + parts[1] * 60 + parts[2]) * SECOND_US


@dataclass
class _Agent:
    terminal: str
    standing: AgentStanding = AgentStanding.ACTIVE
    last_beat_us: int | None = None
    alive_since_us: int | None = None


@dataclass
class Scenario:
    """State of a small world; every method returns itself, so that a test reads as a story."""

    segment: SegmentView = SEGMENT
    now_us: int = DAY_ZERO_US
    terminals: dict[str, TerminalView] = field(default_factory=dict)
    agents: dict[str, _Agent] = field(default_factory=dict)
    claims: ClaimBook = field(default_factory=ClaimBook)
    bindings: BindingBook = field(default_factory=BindingBook)
    listening_us: int = 0
    addresses: dict[Address, str] = field(default_factory=dict)
    owners: dict[MacAddress, list[str]] = field(default_factory=lambda: defaultdict(list))
    alerts: dict[str, Alert] = field(default_factory=dict)
    history: list[tuple[int, str, What]] = field(default_factory=list)
    notified: list[tuple[int, Alert]] = field(default_factory=list)
    exemptions: set[str] = field(default_factory=set)

    def at(self, text: str) -> Self:
        return self.at_us(clock(text))

    def after(self, seconds: float) -> Self:
        return self.at_us(self.now_us + int(seconds * SECOND_US))

    def at_us(self, now_us: int) -> Self:
        self.now_us = now_us
        return self

    def registered(
        self,
        name: str,
        *macs: MacAddress,
        address: Address | None = None,
        agent: bool = True,
        enrolled: bool = True,
        admission: Admission = Admission.ADMITTED,
        expires_us: int | None = None,
    ) -> Self:
        self.terminals[name] = TerminalView(
            id=name,
            reg_no=name,
            unit_id="2" * 32,
            unit_name="示例市政务服务中心",
            admission=admission,
            status=admission.value,
            agent_expected=agent,
            registered_us=self.now_us,
            domain="administrative",
            expires_us=expires_us,
            macs=frozenset(macs),
        )
        for mac in macs:
            self.owners[mac].append(name)
        if address is not None:
            self.addresses[address] = name
        if agent and enrolled:
            self.agents[name] = _Agent(name)
        return self

    def beat(
        self,
        name: str,
        *held: tuple[MacAddress, Address | None],
        segment: SegmentView | None = None,
        has_rebooted: bool = False,
    ) -> Self:
        """The agent of that terminal beats, claiming these pairs; its MAC with no address when none is given."""
        agent = self.agents[name]
        if has_rebooted or agent.last_beat_us is None or self.now_us - agent.last_beat_us > _OVER_US:
            agent.alive_since_us = self.now_us
            self.claims.end_all(name)
        agent.last_beat_us = self.now_us
        self.conclude(AgentSilentWhilePresent().settled_by_beat(name))
        pairs = held or tuple((mac, None) for mac in sorted(self.terminals[name].macs))
        self.claims.renew(name, (segment or self.segment).id, pairs, self.now_us)
        return self

    def sighting(
        self,
        mac: MacAddress,
        address: Address | None = None,
        *,
        how: How = HeardHow.ARP_REQUEST,
        by: str = "watcher-1",
        heard_at: str | None = None,
        lasting: float = 0,
        segment: SegmentView | None = None,
    ) -> Self:
        """Heard now, or at another time and only told now; `lasting` seconds up to then."""
        last_us = clock(heard_at) if heard_at else self.now_us
        where = segment or self.segment
        pair = Pair(where.id, mac, address)
        heard = Heard(pair, how, last_us - int(lasting * SECOND_US), last_us, 1, by, 1, self.now_us)
        return self.hears(heard, where)

    def hears(self, heard: Heard, segment: SegmentView) -> Self:
        """A sighting as it is told of now."""
        self.bindings.hear(heard)
        return self._judge(segment, heard.pair.mac)

    def presence(self, mac: MacAddress, segment: SegmentView | None = None) -> Presence:
        where = segment or self.segment
        own = self.bindings.of_mac(where.id, mac)
        held = {one.pair.address for one in own if one.pair.address is not None}
        since_us = min(one.first_us for one in own) - QUIET_US
        claim_since_us = max(one.last_us for one in own) - max(CLAIM_SLACK_US, self.now_us - since_us)
        return Presence(
            now_us=self.now_us,
            segment=where,
            mac=mac,
            bindings=tuple(own),
            rivals=tuple(self.bindings.rivals(where.id, mac, held, since_us)),
            terminals=tuple(self._terminal(name) for name in self.owners.get(mac, ())),
            holders=tuple((one, self._terminal(self.addresses[one])) for one in held if one in self.addresses),
            claims=self.claims.concerning(mac, held, where.id, claim_since_us, self._standing),
            watched_since_us=self._watched_since_us(own),
            received_us=self.now_us,
        )

    def _watched_since_us(self, own: list[Binding]) -> int | None:
        """Since when the oldest of the witnesses that beat has beaten, and the collector has listened."""
        names = {one.name for item in own for one in item.witnesses}
        since = [
            agent.alive_since_us
            for agent in (self.agents.get(name) for name in names)
            if agent is not None
            and agent.alive_since_us is not None
            and self.now_us - (agent.last_beat_us or 0) <= _OVER_US
        ]
        return max(self.listening_us, min(since, default=self.listening_us)) or None

    def _standing(self, name: str) -> AgentStanding:
        return self.agents[name].standing

    def _terminal(self, name: str) -> TerminalView:
        return replace(self.terminals[name], agent=self.agent_view(name) if name in self.agents else None)

    def _judge(self, segment: SegmentView, mac: MacAddress) -> Self:
        return self.judges(PresenceFacts(self.presence(mac, segment)))

    def judges(self, facts: PresenceFacts | ClockFacts) -> Self:
        for conclusion in judge(ALL_RULES, [facts], self.now_us):
            self.conclude(conclusion)
        return self

    def agent_view(self, name: str) -> AgentView:
        agent = self.agents[name]
        return AgentView(name, agent.standing, agent.last_beat_us, agent.alive_since_us)

    def conclude(self, conclusion: Finding | Settled) -> Self:
        alert = self.alerts.get(conclusion.dedup_key)
        if isinstance(conclusion, Settled):
            return self._take(lifecycle.settle(alert, conclusion.why, self.now_us) if alert else None)
        exempted = APPROVAL if conclusion.rule in self.exemptions else None
        return self._take(lifecycle.advance(alert, conclusion, self.now_us, exempted))

    def pass_time(self) -> Self:
        """What the collector does beside the wire: alerts fall quiet, and what lies far back is out of reach."""
        for alert in [one for one in self.alerts.values() if one.state is not State.CLOSED]:
            self._take(lifecycle.tick(alert, self.now_us))
        self.bindings.forget(self.now_us)
        return self

    def _take(self, step: Step | None) -> Self:
        if step is not None:
            self.alerts[step.alert.dedup_key] = step.alert
            self.history += [(self.now_us, step.alert.rule, what) for what in step.what if what is not What.RENEWED]
            if step.notify:
                self.notified.append((self.now_us, step.alert))
        return self

    def exempting(self, rule: str) -> Self:
        self.exemptions.add(rule)
        return self

    @property
    def told(self) -> list[str]:
        """Rules that people were told of, in order."""
        return [alert.rule for _, alert in self.notified]

    @property
    def suspected(self) -> list[str]:
        """Rules with an open, unconfirmed alert."""
        return [one.rule for one in self.alerts.values() if one.state == "open" and one.certainty == "suspected"]

    def expects(self, *rules: str) -> Self:
        """Exactly these were told so far."""
        assert self.told == [*rules], f"told {self.told}, expected {[*rules]}; history {self.history}"
        return self

    def suspects(self, *rules: str) -> Self:
        assert sorted(self.suspected) == sorted(rules), f"suspected {self.suspected}; history {self.history}"
        return self


def scenario() -> Scenario:
    return Scenario()
