"""One-off tasks of an agent: to ask who holds an address. Never a scan: each order names its addresses.

Rule: an order is carried out only where the policy in force lets the agent send probe frames, on that segment, within
its declared prefixes, and no faster than the policy, the order and PROBE_FRAMES_PER_SECOND say, whichever is least.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from protocol.address import Address, Prefix
from protocol.limits import PROBE_FRAMES_PER_SECOND
from protocol.mac import MacAddress
from protocol.observations.vocabulary import AdapterRef
from protocol.policy import SegmentRef
from protocol.schema import Field


class OrderKind(StrEnum):
    """What an order asks for."""

    ASK = "ask"
    """Up to three questions for each address, a third of a second apart, until one is answered."""
    SWEEP = "sweep"
    """One question for each address, and one more for those that did not answer."""
    CANARY = "canary"
    """A marked stranger: one announcement of `canary_mac` for `canary_address`."""


@dataclass(frozen=True, slots=True)
class Order:
    """Given in an answer until it is reported carried out, or has run out."""

    id: Annotated[str, Field("id of the order", most=32)]
    kind: Annotated[OrderKind, Field("what to do")]
    segment: SegmentRef
    adapter: AdapterRef
    targets: Annotated[
        tuple[Prefix, ...],
        Field("addresses to ask for (ARP, neighbour solicitation), as prefixes without their host bits", most=256),
    ]
    frames_per_second: Annotated[int, Field("probe frames a second, at most", most=PROBE_FRAMES_PER_SECOND, least=1)]
    queries_listeners: Annotated[
        bool, Field("also one general multicast listener query", source="RFC 3810 section 5.1")
    ]
    canary_mac: Annotated[MacAddress | None, Field("the marked stranger's MAC; null but for a canary")]
    canary_address: Annotated[Address | None, Field("the marked stranger's address; null but for a canary")]
    over_the_wire: Annotated[
        bool, Field("a canary is sent as a frame; false: handed to this agent's own listening, the wire not measured")
    ]
    lasts_ms: Annotated[int, Field("milliseconds from now after which it is void", most=86_400_000, least=1)]
