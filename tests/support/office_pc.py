"""One simulated PC: it boots, speaks, sleeps, roams, changes its adapter, and its agent beats meanwhile."""

from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address

from collector.presence.subject import SegmentView
from protocol.address import Address
from protocol.mac import MacAddress
from protocol.observations import HeardHow
from tests.support.office_wire import Beating, OfficeWire

_LINK_LOCAL = int(ip_address("fe80::"))
_TEMPORARY = int(ip_address("2001:db8:37:12::"))


class Card:
    """An adapter: built in, in a dock, or a dongle that goes from hand to hand; a lease goes with its MAC."""

    def __init__(self, mac: MacAddress) -> None:
        self.mac = mac
        self.link_local: Address = IPv6Address(_LINK_LOCAL + int.from_bytes(mac.octets, "big"))
        self.address: Address | None = None
        self.temporary: Address | None = None
        self.holder: Pc | None = None

    @property
    def held(self) -> list[tuple[MacAddress, Address | None]]:
        addresses = (self.address, self.link_local, self.temporary)
        return [(self.mac, one) for one in addresses if one is not None]


class Pool:
    """Addresses a DHCP server leases; what is given back may go to another at once."""

    def __init__(self, wire: OfficeWire, addresses: list[IPv4Address]) -> None:
        self._random = wire.agenda.random
        self.free: list[Address] = [*addresses]

    def lease(self, card: Card) -> None:
        """A new one, and the old one back."""
        place = self._random.randrange(len(self.free))
        new, self.free[place] = self.free[place], self.free[-1]
        self.free.pop()
        self.give_back(card)
        card.address = new

    def give_back(self, card: Card) -> None:
        if card.address is not None:
            self.free.append(card.address)
            card.address = None


@dataclass
class Pc:
    """`own` are adapters registered to it alone, `shared` those registered to others too; `cards` are plugged in."""

    wire: OfficeWire
    pool: Pool
    home: SegmentView
    beating: Beating
    own: list[Card]
    shared: list[Card] = field(default_factory=list)
    has_management_engine: bool = False
    """Answers and renews its lease while it is off (Intel AMT)."""
    boots_from_network: bool = False
    changes_beat_at_once: bool = True
    cards: list[Card] = field(default_factory=list)
    is_on: bool = False
    has_agent_up: bool = False
    session: int = 0
    """Counts boots and shut-downs: what an earlier one planned is void."""

    def __post_init__(self) -> None:
        self.segment = self.home
        self.pool_here = self.pool

    @property
    def name(self) -> str:
        return self.beating.name

    @property
    def mac(self) -> MacAddress:
        return (self.cards or self.own)[0].mac

    def held(self) -> tuple[tuple[MacAddress, Address | None], ...]:
        return tuple(pair for card in self.cards for pair in card.held)

    def boot(self) -> None:
        """Does nothing to a PC that was left on."""
        if self.is_on:
            return
        self.session += 1
        self.is_on, self.segment, self.pool_here = True, self.home, self.pool
        self._plug_in()
        agenda = self.wire.agenda
        if self.boots_from_network and agenda.is_so(0.8):
            self._say(self.cards[0], None, HeardHow.DHCP4)
            self._later(15, 80, self._start_system)
        else:
            self._start_system()

    def _start_system(self) -> None:
        self.beating.clock.restart(self.wire.agenda.now_us)
        self._connect()
        self._later(20, 110, self._agent_up)

    def _plug_in(self) -> None:
        agenda = self.wire.agenda
        free = [card for card in self.shared if card.holder is None]
        if free and agenda.is_so(0.6):
            self.cards = [agenda.random.choice(free)]
        else:
            count = len(self.own) if agenda.is_so(0.3) else 1
            self.cards = agenda.random.sample(self.own, count)
        for card in self.cards:
            card.holder = self

    def _connect(self) -> None:
        """The link comes up: a lease, then duplicate address detection, then whatever else."""
        agenda = self.wire.agenda
        for card in self.cards:
            if card.address is None or agenda.is_so(0.4):
                self.pool_here.lease(card)
            stale = agenda.random.choice(self.pool_here.free) if agenda.is_so(0.2) else None
            self._say(card, stale, HeardHow.DHCP4)
        self._later(1, 4, self._come_up)

    def _come_up(self) -> None:
        for card in self.cards:
            self._renew_temporary(card)
            self._say(card, card.link_local, HeardHow.ND_DAD)
            self._say(card, card.address, HeardHow.ARP_PROBE)
            self._say(card, card.address, HeardHow.ARP_ANNOUNCEMENT)
            self._chatter(card, self.session)
        if self.has_agent_up and self.changes_beat_at_once:
            self._later(0.2, 2, self._beat_now)

    def _renew_temporary(self, card: Card) -> None:
        card.temporary = IPv6Address(_TEMPORARY + self.wire.agenda.random.getrandbits(64))

    def _agent_up(self) -> None:
        self.has_agent_up = True
        self.wire.start_beating(self)

    def _beat_now(self) -> None:
        if self.has_agent_up:
            self.wire.start_beating(self)

    def stop_agent(self) -> None:
        """As an attacker does: the PC goes on."""
        self.has_agent_up = False
        self.wire.stop_beating(self)

    def _chatter(self, card: Card, session: int) -> None:
        if self.session != session or card not in self.cards or not self.is_on:
            return
        agenda = self.wire.agenda
        if agenda.is_so(0.02):
            self._renew_temporary(card)
        how = HeardHow.ARP_REQUEST if agenda.is_so(0.7) else HeardHow.ARP_REPLY
        spoken_for = card
        if len(self.cards) > 1 and agenda.is_so(0.1):
            # Linux answers for any of its addresses on any adapter.
            spoken_for = agenda.random.choice(self.cards)
        self._say(card, spoken_for.address, how)
        if agenda.is_so(0.3):
            self._say(card, agenda.random.choice((card.link_local, card.temporary)), HeardHow.ND_SOLICITATION)
        agenda.after(20, 1200, lambda: self._chatter(card, session))

    def _say(self, card: Card, address: Address | None, how: HeardHow) -> None:
        self.wire.heard(card.mac, address, how, self.segment)

    def _later(self, least: float, most: float, what: Callable[[], None]) -> None:
        """Unless it boots or is switched off before."""
        session = self.session
        self.wire.agenda.after(least, most, lambda: what() if self.session == session else None)

    def reboot(self) -> None:
        if self.is_on:
            self.shut_down()
            self.wire.agenda.after(15, 240, self.boot)

    def sleep(self) -> None:
        """No beat, no frame of its own; its network card goes on answering."""
        if not self.is_on:
            return
        self._stop()
        agenda = self.wire.agenda
        lasts_us = agenda.seconds(30 * 60, 90 * 60)
        card, session = self.cards[0], self.session
        for _ in range(4):
            at_us = agenda.now_us + agenda.seconds(1, lasts_us / 1e6)
            agenda.do(at_us, lambda: self._answer(card, session))
        agenda.do(agenda.now_us + lasts_us, self._wake)

    def _answer(self, card: Card, session: int) -> None:
        if self.session == session:
            self._say(card, card.address, HeardHow.ARP_REPLY)

    def _wake(self) -> None:
        """Its agent was only suspended: it beats as soon as there is a network."""
        if self.is_on:
            return
        self.session += 1
        self.is_on = True
        self._connect()
        self._later(3, 60, self._agent_up)

    def roam(self, segment: SegmentView, pool: Pool) -> None:
        """To another segment, cable in hand: its agent beats on. Back within hours."""
        if not self.is_on or len(self.cards) != 1 or self.cards[0] not in self.own:
            return
        self.pool.give_back(self.cards[0])
        self.segment, self.pool_here = segment, pool
        # What the old segment asked for is gone with it, and its chatter too.
        self.session += 1
        self._say(self.cards[0], None, HeardHow.DHCP4)
        self._connect()
        self._later(30 * 60, 150 * 60, self._come_home)
        if not self.has_agent_up:
            self._later(20, 110, self._agent_up)

    def _come_home(self) -> None:
        self.pool_here.give_back(self.cards[0])
        self.segment, self.pool_here = self.home, self.pool
        self.session += 1
        self._connect()

    def hand_over(self, other: "Pc") -> None:
        """A shared adapter goes to another of its terminals; this PC goes on with its own, after a while."""
        if not (self.is_on and other.is_on and self.segment is self.home and other.segment is other.home):
            return
        card = next((one for one in self.cards if one in self.shared and one in other.shared), None)
        if card is None:
            return
        self._change_to([self.own[0]])
        other.wire.agenda.after(20, 600, lambda: other.take(card))

    def take(self, card: Card) -> None:
        if self.is_on and card.holder is None and self.segment is self.home:
            self._change_to([card])

    def _change_to(self, cards: list[Card]) -> None:
        for card in self.cards:
            card.holder = None
        self.cards = cards
        for card in cards:
            card.holder = self
        self.session += 1
        self._connect()
        if not self.has_agent_up:
            self._later(20, 110, self._agent_up)

    def shut_down(self) -> None:
        if self.is_on:
            self._say(self.cards[0], self.cards[0].address, HeardHow.ARP_REQUEST)
            self._stop()
            for card in self.cards:
                card.holder = None
            if self.segment is not self.home:
                self.pool_here.give_back(self.cards[0])
            if self.has_management_engine and self.cards[0] is self.own[0]:
                self._manage(self.session, 0)

    def _stop(self) -> None:
        self.session += 1
        self.is_on = self.has_agent_up = False
        self.wire.stop_beating(self)

    def _manage(self, session: int, turn: int) -> None:
        """Out-of-band management answers for the PC, and renews the lease once in hours."""
        if self.session != session or self.wire.agenda.now_us > self.wire.ends_us:
            return
        self._say(self.own[0], self.own[0].address, HeardHow.ARP_REPLY)
        if turn % 24 == 23:
            self._say(self.own[0], self.own[0].address, HeardHow.DHCP4)
            self._say(self.own[0], self.own[0].address, HeardHow.ARP_GRATUITOUS)
        self.wire.agenda.after(180, 720, lambda: self._manage(session, turn + 1))
