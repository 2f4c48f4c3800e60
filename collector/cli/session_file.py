"""Where `mingce login` leaves the session: a file only its owner may read, by collector."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_MOST_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Known:
    """What was said of one collector when logging in: its token, and the CA file to trust."""

    token: str | None
    ca: str | None


class SessionFile:
    """`sessions.json` below the state folder; a damaged one counts as empty, since a login makes it anew."""

    def __init__(self, state_home: Path) -> None:
        self._path = state_home / "mingce" / "sessions.json"

    @property
    def current(self) -> str | None:
        """The collector logged in to last."""
        found = self._read().get("current")
        return found if isinstance(found, str) else None

    def known(self, collector: str) -> Known:
        entry = self._read().get("sessions", {}).get(collector, {})
        return Known(token=entry.get("token"), ca=entry.get("ca"))

    def remember(self, collector: str, known: Known) -> None:
        content = self._read()
        content.setdefault("sessions", {})[collector] = {"token": known.token, "ca": known.ca}
        content["current"] = collector
        self._write(content)

    def _read(self) -> dict[str, Any]:
        try:
            if self._path.stat().st_size > _MOST_BYTES:
                return {}
            content = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return content if isinstance(content, dict) and isinstance(content.get("sessions", {}), dict) else {}

    def _write(self, content: dict[str, Any]) -> None:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        neighbour = self._path.with_name(f".sessions-{os.getpid()}")
        descriptor = os.open(neighbour, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(content, file)
        neighbour.replace(self._path)
