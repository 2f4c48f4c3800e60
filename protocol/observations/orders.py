"""What became of an order."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from protocol.observations.vocabulary import AdapterRef, Wall
from protocol.schema import Field


class OrderOutcome(StrEnum):
    """How an order ended."""

    DONE = "done"
    CUT_SHORT = "cut-short"
    """Begun, not finished: time ran out, the adapter moved away, a newer answer no longer names it."""
    REFUSED = "refused"
    """Not begun: the policy does not allow it, or the agent's own ceilings do not."""


@dataclass(frozen=True, slots=True)
class OrderCarriedOut:
    """An order this agent was given, and what it sent for it."""

    order: Annotated[str, Field("id of the order", most=32)]
    adapter: AdapterRef
    outcome: Annotated[OrderOutcome, Field("how it ended")]
    why: Annotated[str | None, Field("why it was refused or cut short", most=500)]
    asked: Annotated[int, Field("addresses asked for", most=2**24)]
    answered: Annotated[int, Field("addresses that answered", most=2**24)]
    frames: Annotated[int, Field("probe frames sent", most=2**24)]
    from_us: Wall
    to_us: Wall
