"""What the parts of the agents' door share."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from collector.ingest.judgement import Judge
from collector.ingest.policy import PolicyIssuer
from collector.ingest.standby import Doorbell
from collector.ledger.due import DEFAULT_RECONFIRM_DAYS
from collector.presence.interval import DAY_US
from collector.presence.liveness import BEAT_INTERVAL_US
from collector.presence.zones import SHIPPED, Zones
from collector.rules import ALL_RULES
from collector.rules.rule import Rule
from collector.store.database import Store
from collector.store.vendor_names import VendorNames
from collector.trust.keys import CollectorKeys
from protocol.identity import CollectorId
from protocol.policy import OutsideProbe


@dataclass(frozen=True, slots=True)
class Context:
    """`listening_us`: since when this collector has been hearing agents; silence before that accuses nobody.

    `bell` calls agents that wait at the door; `reconfirm_us`: after so long a holder is to be confirmed anew.
    """

    collector_id: CollectorId
    keys: CollectorKeys
    judge: Judge
    policy: PolicyIssuer
    listening_us: int
    beat_interval_us: int = BEAT_INTERVAL_US
    watchers: int = 2
    lease_us: int = field(default=5 * BEAT_INTERVAL_US)
    zones: Zones = SHIPPED
    bell: Doorbell = field(default_factory=Doorbell)
    reconfirm_us: int = DEFAULT_RECONFIRM_DAYS * DAY_US


def make_context(
    store: Store,
    keys: CollectorKeys,
    now_us: int,
    notifiers: tuple[str, ...] = ("log-line",),
    rules: Sequence[Rule] = ALL_RULES,
    vendors: VendorNames | None = None,
    outside_probe: OutsideProbe | None = None,
    zones: Zones = SHIPPED,
    reconfirm_days: int = DEFAULT_RECONFIRM_DAYS,
    **pace_ms: int,
) -> Context:
    """A context that begins to listen now. `pace_ms`: the intervals of PolicyIssuer, in milliseconds."""
    policy = PolicyIssuer(keys.policy, started_us=now_us, outside_probe=outside_probe, **pace_ms)
    beat_us = policy.beat_interval_ms * 1000
    return Context(
        store.collector_id,
        keys,
        Judge(rules, notifiers, vendors or VendorNames()),
        policy,
        now_us,
        beat_interval_us=beat_us,
        lease_us=5 * beat_us,
        zones=zones,
        reconfirm_us=reconfirm_days * DAY_US,
    )
