"""What the two clocks say of each other: suspended, stopped, or set. Pure; and the timers of the main loop."""

from dataclasses import dataclass, field

from protocol.observations import AgentEvent, AgentEventKind

_STOPPED_US = 15_000_000
_JUMP_US = 2_000_000


class ClockWatch:
    """Fed at every turn of the main loop, which never sleeps longer than `longest_sleep_us`."""

    def __init__(self, wall_us: int, boot_us: int, longest_sleep_us: int) -> None:
        self._wall_us, self._boot_us = wall_us, boot_us
        self._patience_us = longest_sleep_us + _STOPPED_US

    def turn(self, wall_us: int, boot_us: int) -> list[AgentEvent]:
        """What happened to this process and its clock since the last turn."""
        events = []
        passed = boot_us - self._boot_us
        shifted = (wall_us - self._wall_us) - passed
        if passed > self._patience_us:
            detail = f"did not run for {passed // 1_000_000} s: suspended, stopped or starved"
            events.append(AgentEvent(AgentEventKind.SUSPENDED, detail, max(wall_us, 0)))
        if abs(shifted) > _JUMP_US:
            detail = f"wall clock was set by {shifted / 1e6:+.1f} s"
            events.append(AgentEvent(AgentEventKind.CLOCK_JUMPED, detail, max(wall_us, 0)))
        self._wall_us, self._boot_us = wall_us, boot_us
        return events


@dataclass
class Timers:
    """Named moments by the boot clock, in microseconds."""

    _due: dict[str, int] = field(default_factory=dict)

    def set(self, name: str, at_us: int) -> None:
        self._due[name] = at_us

    def set_earlier(self, name: str, at_us: int) -> None:
        """Sets it unless it is due before that anyway."""
        self._due[name] = min(at_us, self._due.get(name, at_us))

    def cancel(self, name: str) -> None:
        self._due.pop(name, None)

    def take_due(self, now_us: int) -> list[str]:
        """The names that are due, soonest first; each is cancelled."""
        due = sorted((at_us, name) for name, at_us in self._due.items() if at_us <= now_us)
        for _, name in due:
            del self._due[name]
        return [name for _, name in due]

    def sleep_us(self, now_us: int, longest_us: int) -> int:
        """How long nothing is due."""
        return max(0, min([at_us - now_us for at_us in self._due.values()] + [longest_us]))
