"""What came of the active probe for an outside network, where the policy ordered one."""

from dataclasses import dataclass
from typing import Annotated

from protocol.observations.vocabulary import AdapterRef, Wall
from protocol.schema import Field


@dataclass(frozen=True, slots=True)
class OutsideReached:
    """Which of the policy's outside targets answered through one adapter. Two must, before it counts."""

    adapter: AdapterRef
    reached: Annotated[tuple[str, ...], Field("targets that took a TCP connection", most=4, each=64)]
    unreached: Annotated[tuple[str, ...], Field("targets that did not", most=4, each=64)]
    at_us: Wall
