"""What one adapter hears, as observations. Everything of the agent that is done per frame is done here.

Rule: no clock. Times are the kernel's, stamped on the frames; `flush` is told the time.
"""

from collections import Counter, OrderedDict
from collections.abc import Iterator
from typing import Protocol

from agent.host.packet_socket import CapturedFrame
from agent.lan.asked import Asked
from agent.lan.decode.frame import decode
from agent.lan.decode.heard import (
    ClientTold,
    Heard,
    NameGiven,
    PortTold,
    ServerOffering,
    SightingHeard,
    Unreadable,
)
from agent.lan.reminder import Reminder
from agent.lan.suppress import Statement, Suppressor, key_of
from agent.lan.switch_ports import SwitchPorts
from protocol.address import Address
from protocol.identity import AdapterId
from protocol.mac import MacAddress
from protocol.observations import (
    DhcpClientHeard,
    NameHeard,
    Observation,
    OwnMacHeard,
    ServerHeard,
    ServerKind,
    Sighting,
    SightingsFolded,
    SwitchPort,
)

FRAMES_AT_ONCE = 512
SAME_NAME_US = 600_000_000
SAME_SERVER_US = 60_000_000
ECHO_US = 2_000_000
"""An own frame comes back within this time, if a loop in the network returns it."""
_MOST_NAMES = 2_048
_MOST_SERVERS = 64
_MOST_SENT = 64
_MOST_KEPT = 8_192
_MARKS = 16_384
_LONGEST_KEPT = 128

_Decoded = tuple[tuple[tuple[Heard, bytes], ...], bool]
"""What a frame says, a sighting with its key; and whether this PC's own MAC is among those who speak."""


class FrameSource(Protocol):
    """A PacketSocket, or a recording."""

    def read(self, most_frames: int) -> list[CapturedFrame]: ...

    def drops(self) -> int: ...


class Listener:
    """One adapter's ear. `own_mac` is the adapter's current address; make a new Listener when it changes."""

    def __init__(
        self,
        adapter: AdapterId,
        own_mac: MacAddress | None,
        source: FrameSource,
        sightings_interval_us: int,
        asked: Asked | None = None,
    ) -> None:
        """`asked`: whose answers are told beside what is heard anyway."""
        self._adapter = adapter
        self._own_mac = own_mac
        self._source = source
        self._suppressor = Suppressor(sightings_interval_us)
        self._names = Reminder(SAME_NAME_US, _MOST_NAMES)
        self._servers = Reminder(SAME_SERVER_US, _MOST_SERVERS)
        self._ports = SwitchPorts()
        self._sent: OrderedDict[bytes, int] = OrderedDict()
        self._decoded: dict[tuple[bytes, int | None], _Decoded] = {}
        self._marks = bytearray(_MARKS)
        """Of frames heard once: a flood of new ones fills this and not the memory."""
        self._asked = Asked() if asked is None else asked
        self._answers: list[Sighting] = []
        self.dhcp_server: Address | None = None
        """Server of this adapter's own lease, as heard; None: no lease was heard."""
        self.frames = 0
        self.unreadable: Counter[str] = Counter()
        """Frames that are not well formed, by what they claim to be."""
        self.echoes = 0
        """Own frames that came back byte for byte: a loop in the network, not a clone."""
        self.last_unreadable: Unreadable | None = None

    @property
    def evictions(self) -> int:
        """Pairs forgotten for want of room."""
        return self._suppressor.evictions

    @property
    def folded_news(self) -> int:
        """Pairs heard again and changes of ownership that were not said at once: too many in one interval."""
        return self._suppressor.folded_news

    @property
    def lost_frames(self) -> int:
        """Frames of pairs heard once in a flood of new ones: told by their number only."""
        return self._suppressor.lost_frames

    @property
    def refused(self) -> int:
        """Names, clients, servers and switch ports beyond what is said of them in an interval: counted and lost."""
        return self._names.refused + self._servers.refused + self._ports.refused

    def drops(self) -> int:
        """Frames lost by the kernel because this process was too slow, since listening began."""
        return self._source.drops()

    def read(self, most_frames: int = FRAMES_AT_ONCE) -> list[Observation]:
        """What the waiting frames say that is to be said at once. Raises CouldNotLook when the source is gone."""
        said: list[Observation] = []
        for octets, vlan, outgoing, at_us in self._source.read(most_frames):
            if outgoing:
                self._remember_sent(octets, at_us)
            else:
                self._hear(octets, vlan, at_us, said)
        return said

    def flush(self, now_us: int) -> list[Observation]:
        """The folded repeats whose interval is over, and what a flood came to; `now_us` is the frames' clock."""
        said = [self._sighting(statement) for statement in self._suppressor.flush(now_us)]
        folded = self._suppressor.folded(now_us)
        return said if folded is None else [*said, SightingsFolded(self._adapter, *folded)]

    def take_answers(self) -> list[Sighting]:
        """Answers to what was asked, since this was asked last: each in full, though it be a repeat to `read`."""
        taken, self._answers = self._answers, []
        return taken

    def inject(self, octets: bytes, at_us: int) -> list[Observation]:
        """What `read` would say, had the wire brought this frame."""
        said: list[Observation] = []
        self._hear(octets, None, at_us, said)
        return said

    def _hear(self, octets: bytes, vlan: int | None, at_us: int, said: list[Observation]) -> None:
        self.frames += 1
        decoded = self._decoded.get((octets, vlan))
        if decoded is None:
            try:
                decoded = self._decode(octets, vlan, at_us)
            except Unreadable as error:
                self.unreadable[error.what] += 1
                self.last_unreadable = error
                return
        everything, has_own_mac = decoded
        if has_own_mac and self._is_echo(octets, at_us):
            self.echoes += 1
            return
        for heard, key in everything:
            if isinstance(heard, SightingHeard):
                is_own = has_own_mac and heard.mac == self._own_mac
                statements = self._suppressor.hear(heard, at_us, is_own, key)
                if statements:
                    said.extend(map(self._sighting, statements))
                if self._asked and not is_own and self._asked.is_news(heard):
                    mac, address, how, vlan, *_ = heard
                    self._answers.append(Sighting(self._adapter, mac, address, how, vlan, at_us, at_us, 1))
            elif isinstance(heard, ServerOffering):
                said.extend(self._server(heard, at_us))
            elif isinstance(heard, PortTold):
                said.extend(self._port(heard, at_us))
            else:
                said.extend(self._terminal(heard, at_us))

    def _decode(self, octets: bytes, vlan: int | None, at_us: int) -> _Decoded:
        everything = decode(octets, vlan)
        keyed = tuple((heard, key_of(heard) if isinstance(heard, SightingHeard) else b"") for heard in everything)
        decoded = keyed, any(heard.mac == self._own_mac for heard in everything)
        # A host says the same thing byte for byte, over and over: that is most of all frames.
        if len(octets) <= _LONGEST_KEPT and self._is_heard_again(octets, at_us):
            if len(self._decoded) >= _MOST_KEPT:
                self._decoded.clear()
            self._decoded[octets, vlan] = decoded
        return decoded

    def _is_heard_again(self, octets: bytes, at_us: int) -> bool:
        place, mark = hash(octets) % _MARKS, hash(octets) >> 20 & 0xFF | 1
        known = self._marks[place]
        if known == mark:
            self._marks[place] = 0
            return True
        # Half of the times at random: two that speak in turns would drive each other out for ever.
        if not known or at_us & 1:
            self._marks[place] = mark
        return False

    def _terminal(self, heard: NameGiven | ClientTold, at_us: int) -> Iterator[Observation]:
        """What a terminal says of itself."""
        if not self._names.is_due(heard, at_us):
            return
        if isinstance(heard, NameGiven):
            yield NameHeard(self._adapter, *heard, at_us)
        else:
            yield DhcpClientHeard(self._adapter, *heard, at_us)

    def _port(self, heard: PortTold, at_us: int) -> Iterator[Observation]:
        if self._ports.is_news(heard, at_us):
            mac, protocol, chassis, port, description, name, vlan, _ = heard
            yield SwitchPort(self._adapter, protocol, mac, chassis, port, description, name, vlan, at_us)

    def _server(self, heard: ServerOffering, at_us: int) -> Iterator[Observation]:
        if heard.kind is ServerKind.DHCP4 and heard.leased_to is not None and heard.leased_to == self._own_mac:
            self.dhcp_server = heard.address
        # Whom it answers is nobody else's business and would make every answer new.
        if self._servers.is_due(heard[:4], at_us):
            yield ServerHeard(self._adapter, heard.kind, heard.mac, heard.address, at_us, heard.identifier)

    def _sighting(self, statement: Statement) -> Observation:
        mac, address, how, vlan, first_us, last_us, frames = statement
        if mac == self._own_mac:
            return OwnMacHeard(self._adapter, mac, address, how, last_us)
        return Sighting(self._adapter, mac, address, how, vlan, first_us, last_us, frames)

    def _remember_sent(self, octets: bytes, at_us: int) -> None:
        self._sent[octets] = at_us
        self._sent.move_to_end(octets)
        if len(self._sent) > _MOST_SENT:
            self._sent.popitem(last=False)

    def _is_echo(self, octets: bytes, at_us: int) -> bool:
        sent_us = self._sent.get(octets)
        return sent_us is not None and abs(at_us - sent_us) <= ECHO_US
