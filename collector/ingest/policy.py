"""The policy agents are given: the declared segments and the pace, signed with the policy key."""

import base64
from dataclasses import dataclass

from collector.presence.interval import DAY_US
from collector.presence.subject import SegmentView
from collector.store import views
from collector.store.transaction import Transaction
from collector.trust.keys import SigningKeyPair
from protocol.codec import encode
from protocol.identity import SegmentId
from protocol.limits import PROBE_FRAMES_PER_SECOND
from protocol.mac import MacAddress
from protocol.policy import DeclaredSegment, OutsideProbe, Policy
from protocol.signing import Domain, seal

LIFETIME_US = 30 * DAY_US
_RENEWED_EVERY_US = DAY_US
_MOST_SEGMENTS = 500


@dataclass(frozen=True, slots=True)
class PolicyIssuer:
    """`started_us` is when this collector started: a changed configuration is a new version."""

    key: SigningKeyPair
    started_us: int
    beat_interval_ms: int = 60_000
    sightings_interval_ms: int = 10_000
    sweep_interval_ms: int = 600_000
    inventory_interval_ms: int = 86_400_000
    outside_probe: OutsideProbe | None = None

    def version(self, tx: Transaction) -> int:
        """Upward only: the last change of a segment, this collector's start, or today, whichever is latest."""
        return max(views.segments_changed_us(tx.connection), self.started_us, tx.now_us - tx.now_us % _RENEWED_EVERY_US)

    def newer_than(self, tx: Transaction, version: int) -> str | None:
        """The signed policy in base64 when it is newer than that version."""
        newest = self.version(tx)
        if newest <= version:
            return None
        message = seal(Domain.POLICY, encode(self._policy(tx, newest)), self.key)
        return base64.b64encode(message).decode()

    def _policy(self, tx: Transaction, version: int) -> Policy:
        segments = sorted(views.segment_views(tx.connection).values(), key=lambda one: one.id)[:_MOST_SEGMENTS]
        return Policy(
            version=version,
            audience="*",
            issued_at_us=version,
            expires_at_us=version + LIFETIME_US,
            segments=tuple(
                DeclaredSegment(
                    SegmentId(one.id),
                    one.prefixes,
                    tuple(sorted(one.gateways, key=str))[:16],
                    _gateway_macs(one),
                    min(one.sweep_cap, PROBE_FRAMES_PER_SECOND),
                    one.allows_second_mac,
                )
                for one in segments
            ),
            beat_interval_ms=self.beat_interval_ms,
            sightings_interval_ms=self.sightings_interval_ms,
            sweep_interval_ms=self.sweep_interval_ms,
            inventory_interval_ms=self.inventory_interval_ms,
            outside_probe=self.outside_probe,
        )


def _gateway_macs(segment: SegmentView) -> tuple[MacAddress, ...]:
    """With those of approved infrastructure: a virtual router's MAC may be the one that agents see."""
    if not segment.gateway_macs:
        return ()
    return (*sorted(segment.gateway_macs), *sorted(segment.infrastructure_macs - segment.gateway_macs))[:16]
