"""What every notifier is."""

from typing import Any, Protocol


class Notifier(Protocol):
    """One way to tell people. `name` is stored with each letter."""

    @property
    def name(self) -> str: ...

    def send(self, letter: dict[str, Any]) -> None:
        """Tells of one alert (collector.alerts.outbox.letter); bounded in time. Raises OSError when it cannot."""
        ...
