"""What the collector tells agents to do: policy, signed by its own key, and duties, given by lease."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from protocol.address import Address, Prefix
from protocol.identity import SegmentId
from protocol.limits import PROBE_FRAMES_PER_SECOND
from protocol.mac import MacAddress
from protocol.observations.vocabulary import AdapterRef
from protocol.schema import Field

SegmentRef = Annotated[SegmentId, Field("the segment, as the collector numbers it", most=32)]
Interval = Field("milliseconds", most=86_400_000, least=100)


@dataclass(frozen=True, slots=True)
class DeclaredSegment:
    """How an agent recognises a segment it may speak of. Both lists of gateways empty: the prefix suffices."""

    id: SegmentRef
    prefixes: Annotated[tuple[Prefix, ...], Field("its on-link prefixes", most=32)]
    gateways: Annotated[tuple[Address, ...], Field("gateways allowed", most=16)]
    gateway_macs: Annotated[
        tuple[MacAddress, ...], Field("MAC addresses of the gateways; where given, one must be heard", most=16)
    ]
    probe_frames_per_second: Annotated[
        int,
        Field("probe frames an agent may send here a second when ordered to; 0: none", most=PROBE_FRAMES_PER_SECOND),
    ] = 0
    allows_second_mac: Annotated[bool, Field("a canary may be sent from a MAC of its own here")] = False


@dataclass(frozen=True, slots=True)
class OutsideProbe:
    """Asks whether an outside network answers: one TCP connection to each target, no data. Off unless a policy says so.

    An agent holds to ceilings of its own beside these bounds, and may be told locally to probe nothing.
    """

    targets: Annotated[
        tuple[str, ...],
        Field("what to connect to: address:port, [address]:port; two must answer before it counts", most=4, each=64),
    ]
    interval_ms: Annotated[
        int, Field("milliseconds between two probes of an adapter, at least", most=604_800_000, least=600_000)
    ]
    jitter_ms: Annotated[int, Field("a random part of this is added to each interval, milliseconds", most=86_400_000)]


@dataclass(frozen=True, slots=True)
class Policy:
    """What agents are told to do and how often; signed by its own key, within ceilings of their own."""

    version: Annotated[int, Field("upward only", most=2**53, least=1)]
    audience: Annotated[str, Field("an agent's id, or * for every agent of this collector", most=32)]
    issued_at_us: Annotated[int, Field("microseconds since 1970")]
    expires_at_us: Annotated[int, Field("microseconds since 1970; an expired policy gives no duty")]
    segments: Annotated[tuple[DeclaredSegment, ...], Field("segments this agent may meet", most=500)]
    beat_interval_ms: Annotated[int, Interval]
    sightings_interval_ms: Annotated[int, Interval]
    sweep_interval_ms: Annotated[
        int, Field("slow timer that looks at everything again, milliseconds", most=86_400_000, least=1000)
    ]
    inventory_interval_ms: Annotated[
        int, Field("a whole inventory at least this often, milliseconds", most=604_800_000, least=1000)
    ]
    outside_probe: Annotated[OutsideProbe | None, Field("the active probe for outside networks; null: none")] = None


class DutyKind(StrEnum):
    """What a duty asks for."""

    WATCH = "watch"
    """Report sightings of this segment."""


@dataclass(frozen=True, slots=True)
class Duty:
    """A lease: what one agent does on one segment until it runs out."""

    id: Annotated[str, Field("id of the lease", most=64)]
    kind: Annotated[DutyKind, Field("what to do")]
    segment: SegmentRef
    adapter: AdapterRef
    lasts_ms: Annotated[
        int, Field("milliseconds the collector counts on it without another beat", most=86_400_000, least=1)
    ]
