"""An agent that only signs and chains: what a real one would deliver, without the PC."""

from dataclasses import dataclass, field

from nacl.signing import SigningKey
from sqlalchemy import insert

from collector.store import reports
from collector.store.tables import agent
from collector.store.transaction import Transaction
from collector.trust.keys import SigningKeyPair
from protocol.answer import Verdict
from protocol.chain import ChainHead
from protocol.codec import encode_report
from protocol.identity import AgentId, BootId, digest_of
from protocol.observations import Gap, KindCount, Observation
from protocol.report import PROTOCOL_VERSION, Envelope, Report, ReportKind, Taken
from protocol.signing import Domain, seal

BOOT = BootId("b" * 32)


@dataclass
class SigningAgent:
    id: AgentId
    key: SigningKeyPair = field(default_factory=lambda: SigningKeyPair(SigningKey.generate().encode()))
    head: ChainHead = field(init=False)

    def __post_init__(self) -> None:
        self.head = ChainHead.genesis(self.id)

    def enrol(self, tx: Transaction) -> None:
        """The row an enrolled agent has."""
        tx.connection.execute(
            insert(agent).values(
                id=self.id,
                key_id=self.key.id,
                public_key=self.key.public,
                state="active",
                hostname="",
                machine="{}",
                enrolled_us=tx.now_us,
                last_sequence=0,
                last_digest=self.head.digest,
                beat_counter=0,
                policy_version=0,
                spooled=0,
                clock_offset_us=0,
            )
        )

    def store_report(self, tx: Transaction, *observations: Observation) -> int:
        """Signs the next report and stores it as accepted; returns its intake number."""
        return self._store(tx, ReportKind.SIGHTINGS, self.head.sequence + 1, observations)

    def store_gap(self, tx: Transaction, dropped: int) -> int:
        """Drops that many reports and stores the gap record that stands for them."""
        first, last = self.head.sequence + 1, self.head.sequence + dropped
        lost = digest_of(f"dropped {last}".encode())
        gap = Gap(first=first, last=last, last_digest=lost, counts=(KindCount("sightings", dropped),), why="byte-cap")
        intake = self._store(tx, ReportKind.GAP, last, (gap,), first_sequence=first)
        self.head = ChainHead(last, lost)
        return intake

    def _store(
        self,
        tx: Transaction,
        kind: ReportKind,
        sequence: int,
        observations: tuple[Observation, ...],
        first_sequence: int | None = None,
    ) -> int:
        envelope = Envelope(
            protocol=PROTOCOL_VERSION,
            agent=self.id,
            key=self.key.id,
            boot=BOOT,
            sequence=sequence,
            previous=self.head.digest,
            taken=Taken(wall_us=tx.now_us, boot_us=1_000_000 * sequence),
            kind=kind,
        )
        content = encode_report(Report(envelope, observations))
        digest = digest_of(content)
        self.head = ChainHead(sequence, digest)
        return reports.append(
            tx,
            agent_id=self.id,
            envelope=envelope,
            first_sequence=first_sequence or sequence,
            digest=digest,
            verdict=Verdict.ACCEPTED,
            reason=None,
            message=seal(Domain.REPORT, content, self.key),
        )
