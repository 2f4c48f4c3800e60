"""What was heard, and the interval it is folded into."""

from dataclasses import dataclass
from enum import StrEnum

from collector.presence.interval import MINUTE_US, SECOND_US, Interval
from protocol.address import Address
from protocol.mac import MacAddress
from protocol.observations import HeardHow

QUIET_US = 10 * MINUTE_US
"""A pair not heard for longer than this is heard anew."""
PAUSE_US = 60 * SECOND_US
"""A MAC silent this long, then heard, may have been switched off in between."""
ASKING_PAUSE_US = 20 * MINUTE_US
"""A MAC that only answered for this long, then asks, has begun anew: its PC was not running in between."""
BRING_UP_PAUSE_US = 15 * SECOND_US
"""The same, where the frame is one that a link sends when it comes up."""
ALTERNATION_US = 60 * SECOND_US
"""Two MACs that hold an address in turns faster than this hold it at the same time."""
CONFIRMING_GAP_US = 200_000
"""Two frames this far apart are two signs; closer, one frame may have been copied by the network."""

FIRM = frozenset(
    {
        HeardHow.ARP_REQUEST,
        HeardHow.ARP_REPLY,
        HeardHow.ARP_ANNOUNCEMENT,
        HeardHow.ARP_GRATUITOUS,
        HeardHow.ND_SOLICITATION,
        HeardHow.ND_ADVERTISEMENT,
    }
)
"""Frames whose sender uses the address. A probe, DAD or a DHCP request only wants it (RFC 5227, 4862, 2131 4.3.2)."""
BRING_UP = frozenset(
    {
        HeardHow.ARP_PROBE,
        HeardHow.ARP_ANNOUNCEMENT,
        HeardHow.ARP_GRATUITOUS,
        HeardHow.ND_DAD,
        HeardHow.ROUTER_SOLICITATION,
        HeardHow.MLD,
        HeardHow.DHCP4,
        HeardHow.DHCP6,
    }
)


class SwitchTable(StrEnum):
    """Which of a switch's tables names a pair; no agent can say so, an import does."""

    MAC = "switch-mac-table"
    ARP = "switch-arp-table"
    DHCP = "dhcp-snooping"


How = HeardHow | SwitchTable
TABLES: frozenset[How] = frozenset({HeardHow.NEIGHBOUR_TABLE, *SwitchTable})
"""Not heard in a frame: a table may name for minutes what has left."""
ANSWERS = frozenset({HeardHow.ARP_REPLY, HeardHow.ND_ADVERTISEMENT})
"""A network card answers these by itself while its PC sleeps (ARP and NS offload) or is off (Intel AMT)."""


class ClosedBy(StrEnum):
    """Why a binding ended."""

    QUIET = "quiet"
    CONTRADICTED = "contradicted"


@dataclass(frozen=True, slots=True)
class Pair:
    """What a frame states: this MAC speaks for this address (None: for none) on this segment."""

    segment: str
    mac: MacAddress
    address: Address | None


@dataclass(frozen=True, slots=True)
class Heard:
    """A sighting on the collector's clock: frames were heard from `first_us` to `last_us`, before `received_us`.

    `intake` numbers the report that says so, or the import.
    """

    pair: Pair
    how: How
    first_us: int
    last_us: int
    frames: int
    witness: str
    intake: int
    received_us: int
    is_repeated: bool = False
    """The witness knows of a second frame, which it does not date: a lease takes several."""

    @property
    def is_firm(self) -> bool:
        return self.how in FIRM

    @property
    def is_from_table(self) -> bool:
        return self.how in TABLES

    @property
    def interval(self) -> Interval:
        return Interval.of_sighting(self.first_us, self.last_us)


@dataclass(frozen=True, slots=True)
class Witness:
    """Who heard a pair, from when to when, and which reports (intake numbers) say so first and last."""

    name: str
    first_us: int
    last_us: int
    first_intake: int
    last_intake: int


@dataclass(frozen=True, slots=True)
class Binding:
    """A pair heard from `first_us` to `last_us`; `id` is None until the store has numbered it.

    `how` is the last firm kind of frame, or the last of any kind while none was firm. `resumed_us` is the first frame
    after the MAC's last pause.
    """

    id: int | None
    pair: Pair
    first_us: int
    last_us: int
    resumed_us: int
    frames: int
    how: How
    witnesses: tuple[Witness, ...]
    confirmed_us: int | None = None
    closed_us: int | None = None
    closed_by: ClosedBy | None = None
    asking_us: int | None = None
    """When the MAC, whatever its address, began to say more than a network card does by itself; None: it never did."""
    asked_us: int | None = None
    """The last such frame of this pair."""

    @property
    def interval(self) -> Interval:
        return Interval.of_sighting(self.first_us, self.last_us)

    @property
    def is_from_table(self) -> bool:
        return self.how in TABLES

    @property
    def is_open(self) -> bool:
        return self.closed_us is None

    @property
    def is_firm(self) -> bool:
        return self.how in FIRM
