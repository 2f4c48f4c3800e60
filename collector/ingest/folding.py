"""An accepted report, folded into what is known: sightings into bindings, answers of probes into facts."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from collector.presence.binding import ANSWERS, Heard, Pair
from collector.presence.bindings import fold
from collector.presence.subject import AgentStanding, SegmentView
from collector.presence.timing import AgentClock, ClockReading, agent_clock
from collector.rules.facts import FloodFacts, OwnMacFacts, RedirectFacts, ServerFacts
from collector.store import agents, attachments, bindings, clients, facts, orders, told_ports, views
from collector.store.agents import Agent
from collector.store.transaction import Transaction
from protocol.beat import Beat
from protocol.codec import decode
from protocol.limits import BEAT_BYTES
from protocol.mac import MacAddress
from protocol.observations import (
    DhcpClientHeard,
    Elsewhere,
    HeardHow,
    Looked,
    LookOutcome,
    NameHeard,
    Observation,
    OrderCarriedOut,
    OwnMacHeard,
    ServerHeard,
    Sighting,
    SightingsFolded,
    SwitchPort,
)
from protocol.report import Envelope, split_report
from protocol.signing import split

_JUST_NOW_US = 60_000_000
# Which probe says what: a report that carries a probe's Looked replaces all that it said before.
_SAID_BY = {
    "host-identity": "host-identity",
    "adapter": "adapters",
    "wireless-device": "wireless",
    "interface-address": "addressing",
    "route": "addressing",
    "resolver": "addressing",
    "neighbour": "neighbours",
    "attached-device": "attached-devices",
    "forwarding": "sharing",
    "translation": "sharing",
    "sharing-service": "sharing",
    "antivirus": "antivirus",
    "host-firewall": "firewall",
    "listening-socket": "listening",
    "password-rules": "accounts",
    "local-account": "accounts",
    "time-synchronisation": "time",
    "outside-reached": "outside",
    "attachment": "attachment",
}
_WAYS = frozenset({"adapters", "wireless", "attached-devices", "addressing", "sharing"})
"""Probes that tell of ways out, which may be there for a moment only."""


@dataclass(frozen=True, slots=True)
class ToldAway:
    """A time in another network, as told by the agent; from and to on the collector's clock."""

    said: Elsewhere
    from_us: int
    to_us: int


@dataclass(frozen=True, slots=True)
class ToldOrder:
    """What an agent said became of an order; `from_us` on the collector's clock."""

    said: OrderCarriedOut
    from_us: int


@dataclass(slots=True)
class Folded:
    """What a report touched and has to be judged: (segment, MAC) with binding numbers, the PC's facts, happenings."""

    presences: dict[tuple[str, MacAddress], set[int]] = field(default_factory=lambda: defaultdict(set))
    names: dict[MacAddress, set[str]] = field(default_factory=lambda: defaultdict(set))
    has_new_facts: bool = False
    has_new_ways: bool = False
    elsewhere: list[Elsewhere] = field(default_factory=list)
    away: list[ToldAway] = field(default_factory=list)
    happenings: list[Any] = field(default_factory=list)
    passed: set[tuple[MacAddress, str]] = field(default_factory=set)
    """(MAC, segment) of adapters attached for a moment within this delivery."""
    orders: list[ToldOrder] = field(default_factory=list)


class Folder:
    """Folds one agent's reports within one transaction. Only an active agent's word counts; others' stays evidence."""

    def __init__(self, tx: Transaction, agent: Agent, segments: dict[str, SegmentView]) -> None:
        self._tx = tx
        self._agent = agent
        self._segments = segments
        self._reading = _newest_reading(tx, agent)
        self.folded = Folded()

    def fold(self, envelope: Envelope, observations: tuple[Observation, ...], content: bytes, intake: int) -> None:
        """`content` is the report's exact content, `intake` its number here."""
        if self._agent.state is not AgentStanding.ACTIVE:
            return
        clock = agent_clock(envelope.boot, envelope.taken, self._tx.now_us, self._reading)
        self._fold_facts(envelope, observations, content, clock)
        attached = attachments.Attachments(self._tx.connection, self._agent.id, self._segments)
        for item in observations:
            if isinstance(item, Sighting):
                self._fold_sighting(item, attached, clock, intake)
            elif isinstance(item, NameHeard | DhcpClientHeard):
                self._fold_word(item, attached, clock)
            elif isinstance(item, SwitchPort):
                self._fold_port(item, attached, clock)
            elif isinstance(item, OwnMacHeard | ServerHeard):
                self._note_happening(item, attached, clock)
            elif isinstance(item, SightingsFolded):
                self._note_flood(item, attached, clock)
            elif isinstance(item, Elsewhere):
                self._note_away(item, envelope, clock)
            elif isinstance(item, OrderCarriedOut):
                self.folded.orders.append(ToldOrder(item, clock.collector_us(item.from_us)))

    def _fold_facts(
        self, envelope: Envelope, observations: Iterable[Observation], content: bytes, clock: AgentClock
    ) -> None:
        looked = [item for item in observations if isinstance(item, Looked)]
        if not looked:
            return
        said = _by_probe(content)
        at_us = clock.collector_us(envelope.taken.wall_us)
        answers = [(item, said.get(item.probe, []) if item.outcome is LookOutcome.SEEN else []) for item in looked]
        changed = facts.replace_all(self._tx, self._agent.id, answers, at_us, envelope.sequence)
        self.folded.has_new_facts |= bool(changed)
        self.folded.has_new_ways |= not changed.isdisjoint(_WAYS)

    def _fold_sighting(self, item: Sighting, attached: attachments.Attachments, clock: AgentClock, intake: int) -> None:
        first_us, last_us = clock.collector_us(item.first_us), clock.collector_us(item.last_us)
        segment = attached.segment_of(item.adapter, last_us)
        if segment is None or not item.mac.can_be_a_terminal:
            return
        heard = Heard(
            pair=Pair(segment.id, item.mac, item.address),
            how=item.how,
            first_us=min(first_us, last_us),
            last_us=last_us,
            frames=item.frames,
            witness=f"agent:{self._agent.id}",
            intake=intake,
            received_us=self._tx.now_us,
            # A forged frame answers no question that its forger did not hear.
            is_repeated=item.how in ANSWERS and self._was_asked(segment, item.mac, last_us),
        )
        self.folded.presences[segment.id, item.mac].add(hear(self._tx, heard))
        if item.how is HeardHow.ND_REDIRECT:
            told = RedirectFacts(item.mac, item.address, last_us, self._tx.now_us, heard.witness, segment)
            self.folded.happenings.append(told)

    def _note_flood(self, item: SightingsFolded, attached: attachments.Attachments, clock: AgentClock) -> None:
        first_us, last_us = clock.collector_us(item.first_us), clock.collector_us(item.last_us)
        segment = attached.segment_of(item.adapter, last_us)
        if segment is not None:
            witness, now_us = f"agent:{self._agent.id}", self._tx.now_us
            spans = min(first_us, last_us), last_us
            told = FloodFacts(segment, *spans, now_us, witness, pairs=item.pairs, frames=item.frames)
            self.folded.happenings.append(told)

    def _was_asked(self, segment: SegmentView, mac: MacAddress, heard_us: int) -> bool:
        return orders.was_asked(self._tx.connection, segment.id, self._agent.id, str(mac), heard_us)

    def _fold_word(
        self, item: NameHeard | DhcpClientHeard, attached: attachments.Attachments, clock: AgentClock
    ) -> None:
        at_us = clock.collector_us(item.at_us)
        segment = attached.segment_of(item.adapter, at_us)
        if segment is None or not item.mac.can_be_a_terminal:
            return
        clients.hear(self._tx, segment.id, item, at_us)
        if isinstance(item, NameHeard):
            self.folded.names[item.mac].add(item.name)
        # A word alone is worth judging: it may be another machine's than the MAC's.
        self.folded.presences.setdefault((segment.id, item.mac), set())

    def _fold_port(self, item: SwitchPort, attached: attachments.Attachments, clock: AgentClock) -> None:
        at_us = clock.collector_us(item.at_us)
        segment, mac = attached.segment_of(item.adapter, at_us), attached.mac_of(item.adapter, at_us)
        if segment is not None and mac is not None:
            told_ports.hear(self._tx, self._agent.id, segment.id, mac, item, at_us)

    def _note_away(self, item: Elsewhere, envelope: Envelope, clock: AgentClock) -> None:
        from_us, to_us = clock.collector_us(item.from_us), clock.collector_us(item.to_us)
        self.folded.away.append(ToldAway(item, min(from_us, to_us), to_us))
        if item.to_us >= envelope.taken.wall_us - _JUST_NOW_US:
            self.folded.elsewhere.append(item)
            self.folded.has_new_facts = True

    def _note_happening(
        self, item: OwnMacHeard | ServerHeard, attached: attachments.Attachments, clock: AgentClock
    ) -> None:
        at_us = clock.collector_us(item.at_us)
        segment = attached.segment_of(item.adapter, at_us)
        now_us = self._tx.now_us
        if isinstance(item, ServerHeard):
            if segment is not None:
                witness = f"agent:{self._agent.id}"
                self.folded.happenings.append(ServerFacts(item, at_us, now_us, witness, segment))
            return
        view = views.agent_view(self._tx.connection, self._agent.id)
        terminal_id = agents.terminal_of(self._tx.connection, self._agent.id)
        terminal = views.terminal_view(self._tx.connection, terminal_id) if terminal_id else None
        if view is not None:
            self.folded.happenings.append(OwnMacFacts(item, at_us, now_us, view, terminal, segment))


def hear(tx: Transaction, heard: Heard) -> int:
    """Folds one sighting, of whatever witness, into what is held; the number of the binding it is now part of."""
    same_mac, same_address = bindings.around(tx.connection, heard)
    return bindings.save(tx, fold(heard, same_mac, same_address)).id or 0


def _by_probe(content: bytes) -> dict[str, list[dict[str, Any]]]:
    """The observations as sent, by the probe that made them. The report was decoded strictly before."""
    said: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for item in json.loads(split_report(content)[1]):
        if (probe := _SAID_BY.get(item["type"])) is not None:
            said[probe].append(item)
    return said


def _newest_reading(tx: Transaction, agent: Agent) -> ClockReading | None:
    stored = agents.newest_stretch(tx.connection, agent.id)
    if stored is None:
        return None
    beat = decode(split(stored.last_beat)[1], Beat, BEAT_BYTES)
    prompt = agents.promptest_of(tx.connection, agent.id) if agent.boot_id == beat.boot else None
    received_us = stored.stretch.last_us
    if prompt is not None:
        received_us = min(received_us, prompt.lag_us + beat.taken.boot_us)
    return ClockReading(beat.boot, beat.taken, received_us)
