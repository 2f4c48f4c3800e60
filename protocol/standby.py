"""The long poll: an agent that holds or may hold duties waits at the door to be called.

The door answers when there is something for the agent, or when `wait_ms` is over. The answer says only that; what
there is comes, signed, with the beat that the agent then sends.
"""

from dataclasses import dataclass
from typing import Annotated

from protocol.report import AgentRef, BootRef, KeyRef, Taken, Version
from protocol.schema import Field


@dataclass(frozen=True, slots=True)
class Standby:
    """Signed in its own domain; one at a time of each agent, a newer one ends the older."""

    protocol: Version
    agent: AgentRef
    key: KeyRef
    boot: BootRef
    taken: Annotated[Taken, Field("when it was made")]
    wait_ms: Annotated[int, Field("how long the agent waits, milliseconds", most=120_000, least=1)]


@dataclass(frozen=True, slots=True)
class Called:
    """Not signed: the worst it can bring about is one beat."""

    protocol: Version
    is_called: Annotated[bool, Field("there is something for this agent: send a beat")]
