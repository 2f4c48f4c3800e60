"""What is to be probed outside, by the policy and the place this PC is at; and saying what was found."""

from collections.abc import Iterable
from typing import Protocol

from agent.config import Config
from agent.errors import CouldNotLook
from agent.outside.prober import Found
from agent.outside.ways import ways_out
from protocol.observations import Adapter, Looked, LookOutcome, Observation
from protocol.policy import OutsideProbe, Policy
from protocol.report import ReportKind


class Ground(Protocol):
    """Who knows where this PC is, and says what may be said there: the witness."""

    config: Config

    @property
    def is_attached(self) -> bool: ...

    def policy_in_force(self) -> Policy | None: ...

    def observations(self) -> Iterable[Observation]: ...

    def say(self, kind: ReportKind, groups: list[tuple[Observation, ...]]) -> None: ...


class OutsideOrders:
    """For `Rounds`, in the main loop's thread."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._said: object = None

    def forget_said(self) -> None:
        """Everything is to be said again."""
        self._said = None

    def outside_order(self) -> tuple[OutsideProbe | None, tuple[Adapter, ...]]:
        """What is to be probed, and through which adapters: nothing unless a policy in force says so, here, now."""
        policy = self._ground.policy_in_force()
        if policy is None or not self._ground.config.may_probe_outside or not self._ground.is_attached:
            return None, ()
        order = policy.outside_probe
        if order is None and self._said is not None:
            self._ground.say(ReportKind.INVENTORY, [(Looked("outside", LookOutcome.NOTHING_HERE, None),)])
            self._said = None
        return order, ways_out(self._ground.observations())

    def say_outside(self, found: Found) -> None:
        """Says a round's answers when they changed, and every time one was reached; nowhere else than attached."""
        if not self._ground.is_attached:
            return
        if isinstance(found, CouldNotLook):
            group: tuple[Observation, ...] = (Looked("outside", LookOutcome.COULD_NOT_LOOK, str(found)[:500]),)
            essence: object = str(found)
        else:
            group = (Looked("outside", LookOutcome.SEEN, None), *found)
            essence = tuple((item.adapter, item.reached, item.unreached) for item in found)
        is_reached = not isinstance(found, CouldNotLook) and any(item.reached for item in found)
        if is_reached or essence != self._said:
            self._ground.say(ReportKind.INVENTORY, [group])
            self._said = essence
