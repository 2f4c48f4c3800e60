"""Enrolled agents on one segment, through the real door, that do what they are ordered to."""

from dataclasses import dataclass, field
from ipaddress import ip_network
from typing import Any

from collector.ingest.context import Context
from collector.ledger.terminal import AccessDomain
from collector.presence.subject import AgentStanding
from collector.store import agents, segments, terminals
from protocol.codec import decode
from protocol.limits import STANDBY_BYTES
from protocol.observations import HeardHow, OrderCarriedOut, OrderOutcome
from protocol.order import Order
from protocol.report import ReportKind
from protocol.standby import Called
from tests.support.agent_voice import ADAPTER, AgentVoice
from tests.support.agents_door import DoorRig
from tests.support.collector_store import CollectorStore
from tests.support.small_ledger import ACTOR, registration

MACS = ("00-00-5E-00-53-01", "00-00-5E-00-53-A2", "00-00-5E-00-53-A3", "00-00-5E-00-53-A4")
FIRST = 21


@dataclass
class Office:
    """`voices` hold 10.37.12.21 and on; `segment` is theirs."""

    door: DoorRig
    segment: str
    voices: list[AgentVoice]
    addresses: dict[str, tuple[str, ...]]
    silent: set[str]
    duties: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def rig(self) -> CollectorStore:
        return self.door.rig

    @property
    def context(self) -> Context:
        return self.door.context

    def beat(self, voice: AgentVoice) -> tuple[Order, ...]:
        mac, *addresses = self.addresses[voice.id]
        answer = self.door.beat(voice, mac, *addresses, duties=self.duties.get(voice.id, ()))
        self.duties[voice.id] = tuple(one.id for one in answer.duties)
        return answer.orders

    def orders(self, voice: AgentVoice) -> tuple[Order, ...]:
        """What its next beat is answered with."""
        return self.beat(voice)

    def carry_out_all(self, voice: AgentVoice, outcome: OrderOutcome = OrderOutcome.DONE) -> None:
        """All it is ordered now, and what it is ordered after that; of what is not done, the first only."""
        done: set[str] = set()
        while fresh := [one for one in self.orders(voice) if one.id not in done]:
            done |= {one.id for one in fresh}
            said = [carried_out(one, voice.wall_us, outcome) for one in fresh]
            self.door.deliver(voice, voice.report(*said, kind=ReportKind.EVENT))
            if outcome is not OrderOutcome.DONE:
                return

    def answer(self, voice: AgentVoice, mac: str, address: str, *, how: HeardHow = HeardHow.ARP_REPLY) -> None:
        """It heard that MAC hold that address, just now."""
        self.door.deliver(voice, voice.report(voice.sighting(mac, address, how=how)))

    def pass_seconds(self, seconds: float) -> None:
        """Everybody but the silent goes on beating; what time alone changes is changed."""
        self.door.advance(seconds, *self.voices)
        for voice in self.voices:
            if voice.id not in self.silent:
                self.beat(voice)
        self.door.tick()

    def pass_hours(self, hours: float) -> None:
        for _ in range(int(hours * 60)):
            self.pass_seconds(60)

    def fall_silent(self, *voices: AgentVoice) -> None:
        self.silent |= {voice.id for voice in voices}
        for _ in range(5):
            self.pass_seconds(60)

    def standby(self, voice: AgentVoice, wait_ms: int = 1) -> bool:
        """Whether it is called."""
        voice.advance(0.000001)
        response = self.door.post("standby", voice.standby(wait_ms), voice.id)
        assert response.status_code == 200, response.text
        return decode(response.content, Called, STANDBY_BYTES).is_called

    def suspend(self, voice: AgentVoice) -> None:
        self.rig.do(lambda tx: agents.set_state(tx, voice.id, AgentStanding.SUSPENDED, ACTOR))

    def change(self, **changes: Any) -> None:
        """Of the segment."""
        if "prefixes" in changes:
            changes["prefixes"] = tuple(ip_network(text) for text in changes["prefixes"])
        self.rig.do(lambda tx: segments.change(tx, self.segment, changes, ACTOR))


def carried_out(order: Order, wall_us: int, outcome: OrderOutcome = OrderOutcome.DONE) -> OrderCarriedOut:
    asked = sum(prefix.num_addresses for prefix in order.targets) if outcome is OrderOutcome.DONE else 0
    why = None if outcome is OrderOutcome.DONE else "the adapter has no link"
    return OrderCarriedOut(order.id, ADAPTER, outcome, why, asked, 0, 2 * asked, wall_us, wall_us)


def office(door: DoorRig, count: int, *, ipv6: int = 0) -> Office:
    """The first `ipv6` agents have IPv6 addresses, too."""
    ledger = door.ledger
    voices: list[AgentVoice] = []
    addresses: dict[str, tuple[str, ...]] = {}
    for number in range(count):
        mac, address = MACS[number], f"10.37.12.{FIRST + number}"
        terminal = ledger.desktop if number == 0 else _add(door, mac, address)
        voice = door.enrolled(terminal, mac)
        sixes = ("fe80::21", "2001:db8:37:12::21") if number < ipv6 else ()
        voices.append(voice)
        addresses[voice.id] = (mac, address, *sixes)
    made = Office(door, ledger.finance_segment, voices, addresses, set())
    for _ in range(2):
        made.pass_seconds(1)
    return made


def _add(door: DoorRig, mac: str, address: str) -> str:
    ledger = door.ledger
    domain = AccessDomain.ADMINISTRATIVE
    new = registration(
        ledger.finance, ledger.zhao, mac, address, segment_id=ledger.finance_segment, access_domain=domain
    )
    return door.rig.do(lambda tx: terminals.add(tx, new, ACTOR))
