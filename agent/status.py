"""What the service tells `mingce-agent status`: one small file, replaced whole."""

import json
from dataclasses import asdict, dataclass, fields
from typing import Any

from agent.errors import ConfigurationError
from agent.state import StateDirectory
from protocol.phrases import say


@dataclass(frozen=True, slots=True)
class Status:
    """Moments are microseconds since 1970 by this PC's clock; 0: never. Troubles are sentences; empty: none.

    `duties` and `orders` are ids with their kind; an order also says how many addresses of how many were asked for.
    `unheard` are kernel sources this PC does not have (no Wi-Fi, say): worth knowing, no trouble.
    """

    state: str
    agent: str = ""
    terminal: str = ""
    unit: str = ""
    collector: str = ""
    written_at_us: int = 0
    last_answer_us: int = 0
    collector_minus_agent_us: int = 0
    delivered: int = 0
    spooled_reports: int = 0
    spooled_bytes: int = 0
    policy_version: int = 0
    is_attached: bool = False
    segments: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    orders: tuple[str, ...] = ()
    troubles: tuple[str, ...] = ()
    unheard: tuple[str, ...] = ()

    def store(self, state: StateDirectory) -> None:
        state.write(state.status, json.dumps(asdict(self), ensure_ascii=False).encode(), mode=0o644, is_durable=False)


def read_status(state: StateDirectory) -> Status | None:
    """What the service wrote last; None: it never ran here. Raises ConfigurationError."""
    content = state.read(state.status)
    if content is None:
        return None
    try:
        written: dict[str, Any] = json.loads(content)
        known = {field.name for field in fields(Status)}
        values = {name: value for name, value in written.items() if name in known}
        for name in ("segments", "duties", "orders", "troubles", "unheard"):
            values[name] = tuple(map(str, values.get(name, ())))
        return Status(**values)
    except (ValueError, TypeError, AttributeError) as error:
        raise ConfigurationError(
            str(state.status), say("is damaged ({error})", error=error), "restart the service"
        ) from error
