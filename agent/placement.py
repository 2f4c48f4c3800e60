"""Where this PC's adapters are attached, from one look to the next.

Rule: while a cable stays in its socket, another MAC for the gateway is news of that network, not another network. Else
whoever answers for the gateway could send every watcher away, and nobody would be left to tell.
"""

from collections.abc import Iterable, Mapping

from agent.attachment import Attached, attachments
from agent.errors import CouldNotLook
from agent.host.machine import Host
from protocol.address import Address
from protocol.identity import AdapterId
from protocol.observations import Observation
from protocol.policy import DeclaredSegment


class Placement:
    """`attached`: the answer of the last turn."""

    def __init__(self, host: Host) -> None:
        self.attached: tuple[Attached, ...] = ()
        self._host = host
        self._changes: dict[AdapterId, int] = {}

    def turn(
        self,
        told: Iterable[Observation],
        segments: Iterable[DeclaredSegment],
        dhcp_servers: Mapping[AdapterId, Address],
    ) -> set[AdapterId]:
        """Looks anew; the adapters that are on other segments than they were."""
        before = {item.evidence.adapter: item.segments for item in self.attached}
        stayed = {adapter for adapter, number in self._changes.items() if number == self._count(adapter)}
        self.attached = attachments(told, segments, dhcp_servers, self.attached, stayed)
        self._changes = {
            item.evidence.adapter: number
            for item in self.attached
            if item.segments and (number := self._count(item.evidence.adapter)) is not None
        }
        now = {item.evidence.adapter: item.segments for item in self.attached}
        return {adapter for adapter, segments_then in before.items() if now.get(adapter) != segments_then}

    def doubt(self) -> None:
        """The PC slept: nobody counted what was pulled out meanwhile."""
        self._changes = {}

    def _count(self, adapter: AdapterId) -> int | None:
        """How often its link came and went, as the kernel counts (Documentation/ABI/testing/sysfs-class-net)."""
        name = next((item.adapter.name for item in self.attached if item.evidence.adapter == adapter), None)
        if name is None or "/" in name or name in (".", ".."):
            return None
        try:
            text = self._host.read_text(self._host.sysfs / "class/net" / name / "carrier_changes")
        except CouldNotLook:
            return None
        return int(text) if text is not None and text.isascii() and text.isdigit() else None
