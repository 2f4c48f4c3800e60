"""What the parts of the agents' door share."""

from dataclasses import dataclass, field

from collector.ingest.judgement import Judge
from collector.ingest.policy import PolicyIssuer
from collector.presence.liveness import BEAT_INTERVAL_US
from collector.trust.keys import CollectorKeys
from protocol.identity import CollectorId


@dataclass(frozen=True, slots=True)
class Context:
    """`listening_us`: since when this collector has been hearing agents; silence before that accuses nobody."""

    collector_id: CollectorId
    keys: CollectorKeys
    judge: Judge
    policy: PolicyIssuer
    listening_us: int
    beat_interval_us: int = BEAT_INTERVAL_US
    watchers: int = 2
    lease_us: int = field(default=5 * BEAT_INTERVAL_US)
