"""Speaks like an agent: a real Ed25519 key, real signed messages, chained as protocol.chain wants them."""

from dataclasses import dataclass, field, replace
from ipaddress import ip_address, ip_network
from uuid import uuid4

from nacl.signing import SigningKey

from collector.trust.keys import SigningKeyPair
from protocol.beat import Beat
from protocol.chain import ChainHead
from protocol.codec import encode, encode_report
from protocol.enrolment import EnrolmentRequest
from protocol.identity import AdapterId, AgentId, BootId, digest_of
from protocol.mac import MacAddress
from protocol.observations import Attachment, Gap, HeardHow, KindCount, MachineIdentity, Observation, Sighting
from protocol.report import PROTOCOL_VERSION, Envelope, Report, ReportKind, Taken
from protocol.signing import Domain, pack_delivery, seal
from protocol.standby import Standby

ADAPTER = AdapterId("a" * 32)
NO_MACHINE = MachineIdentity(None, None, None, None, None, (), None, ())


@dataclass
class AgentVoice:
    """`wall_us` and `boot_us` are this PC's clocks; the test moves them."""

    wall_us: int
    boot_us: int = 1_000_000_000
    id: AgentId = field(default_factory=lambda: AgentId(uuid4().hex))
    key: SigningKeyPair = field(default_factory=lambda: SigningKeyPair(SigningKey.generate().encode()))
    boot: BootId = field(default_factory=lambda: BootId(uuid4().hex))
    head: ChainHead | None = None
    counter: int = 0

    @property
    def taken(self) -> Taken:
        return Taken(self.wall_us, self.boot_us)

    def advance(self, seconds: float) -> None:
        self.wall_us += int(seconds * 1_000_000)
        self.boot_us += int(seconds * 1_000_000)

    def report(self, *observations: Observation, kind: ReportKind = ReportKind.SIGHTINGS) -> bytes:
        """The next signed report of the chain."""
        head = self.head or ChainHead.genesis(self.id)
        sequence, previous = head.sequence + 1, head.digest
        for item in observations:
            sequence = item.last if isinstance(item, Gap) else sequence
        envelope = Envelope(PROTOCOL_VERSION, self.id, self.key.id, self.boot, sequence, previous, self.taken, kind)
        content = encode_report(Report(envelope, observations))
        last = next((item.last_digest for item in observations if isinstance(item, Gap)), digest_of(content))
        self.head = ChainHead(sequence, last)
        return seal(Domain.REPORT, content, self.key)

    def report_with_text(self, observations: str) -> bytes:
        """The next report, its observations' line as given."""
        head = self.head or ChainHead.genesis(self.id)
        envelope = Envelope(
            PROTOCOL_VERSION,
            self.id,
            self.key.id,
            self.boot,
            head.sequence + 1,
            head.digest,
            self.taken,
            ReportKind.EVENT,
        )
        content = encode(envelope) + b"\n" + observations.encode()
        self.head = ChainHead(head.sequence + 1, digest_of(content))
        return seal(Domain.REPORT, content, self.key)

    def gap(self, count: int) -> bytes:
        """Drops that many reports: stands for them with a gap record."""
        head = self.head or ChainHead.genesis(self.id)
        lost = digest_of(b"lost" + bytes([count]))
        record = Gap(head.sequence + 1, head.sequence + count, lost, (KindCount("sightings", count),), "byte-cap")
        return self.report(record, kind=ReportKind.GAP)

    def beat(self, mac: str, *addresses: str, duties: tuple[str, ...] = ()) -> bytes:
        return self.beat_of(*([attachment(mac, *addresses)] if addresses else []), duties=duties)

    def beat_of(self, *claims: Attachment, duties: tuple[str, ...] = ()) -> bytes:
        self.counter += 1
        head = self.head or ChainHead.genesis(self.id)
        beat = Beat(
            PROTOCOL_VERSION,
            self.id,
            self.key.id,
            self.boot,
            self.counter,
            self.taken,
            claims,
            duties,
            0,
            0,
            head.sequence,
            head.digest,
            0,
            False,
        )
        return seal(Domain.BEAT, encode(beat), self.key)

    def standby(self, wait_ms: int) -> bytes:
        said = Standby(PROTOCOL_VERSION, self.id, self.key.id, self.boot, self.taken, wait_ms)
        return seal(Domain.STANDBY, encode(said), self.key)

    def enrolment(self, code: str, *macs: str, serial: str | None = None) -> bytes:
        request = EnrolmentRequest(
            PROTOCOL_VERSION,
            code,
            self.id,
            self.key.public.hex(),
            "CZJ-YSK-01",
            replace(NO_MACHINE, product_serial=serial),
            tuple(MacAddress.parse(mac) for mac in macs),
            self.wall_us,
        )
        return seal(Domain.ENROLMENT, encode(request), self.key)

    def sighting(
        self, mac: str, address: str | None, *, ago: float = 0, lasting: float = 0, how: HeardHow = HeardHow.ARP_REQUEST
    ) -> Sighting:
        """Heard that many seconds ago by this PC's clock."""
        last_us = self.wall_us - int(ago * 1_000_000)
        held = ip_address(address) if address else None
        first_us = last_us - int(lasting * 1_000_000)
        return Sighting(ADAPTER, MacAddress.parse(mac), held, how, None, first_us, last_us, 1)


def attachment(mac: str, *addresses: str) -> Attachment:
    """On the /24 of its first IPv4 address; 10.37.12.0/24 where it has none."""
    first = next((address for address in addresses if ":" not in address), "10.37.12.0")
    return Attachment(
        ADAPTER,
        MacAddress.parse(mac),
        (ip_network(f"{first}/24", strict=False),),
        tuple(ip_address(address) for address in addresses),
        (ip_address("10.37.12.1"),),
        (MacAddress.parse("00-00-5E-00-53-FE"),),
        None,
    )


def delivery(*messages: bytes) -> bytes:
    return pack_delivery(list(messages))
