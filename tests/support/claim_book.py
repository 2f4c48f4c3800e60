"""What agents vouch for, kept as the store keeps it: intervals that beats renew."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from collector.presence.interval import DAY_US
from collector.presence.subject import AgentStanding, ClaimView
from protocol.address import Address
from protocol.mac import MacAddress

Held = tuple[MacAddress, Address | None]


@dataclass(slots=True, eq=False)
class _Claim:
    agent: str
    segment_id: str
    held: Held
    from_us: int
    last_us: int
    to_us: int | None = None


class ClaimBook:
    """An agent's open claims change only when what it says does: most beats say the same."""

    def __init__(self) -> None:
        self._said: dict[str, tuple[str, tuple[Held, ...]]] = {}
        self._open: dict[str, list[_Claim]] = {}
        self._of_mac: dict[MacAddress, list[_Claim]] = defaultdict(list)
        self._of_address: dict[tuple[str, Address], list[_Claim]] = defaultdict(list)

    def renew(self, agent: str, segment_id: str, held: tuple[Held, ...], now_us: int) -> None:
        """A beat: what it no longer names ends."""
        said = segment_id, held
        if self._said.get(agent) == said:
            for claim in self._open[agent]:
                claim.last_us = now_us
            return
        going_on = [one for one in self._open.get(agent, ()) if one.segment_id == segment_id and one.held in held]
        for claim in self._open.get(agent, ()):
            if claim not in going_on:
                claim.to_us = claim.last_us
        known = {one.held for one in going_on}
        new = [_Claim(agent, segment_id, one, now_us, now_us) for one in held if one not in known]
        for claim in going_on:
            claim.last_us = now_us
        self._said[agent], self._open[agent] = said, [*going_on, *new]
        for claim in new:
            mac, address = claim.held
            self._of_mac[mac] = [*_newer(self._of_mac[mac], now_us), claim]
            if address is not None:
                self._of_address[segment_id, address] = [*_newer(self._of_address[segment_id, address], now_us), claim]

    def end_all(self, agent: str) -> None:
        """A stretch of beats is over: each claim ends with the last beat that made it."""
        for claim in self._open.pop(agent, ()):
            claim.to_us = claim.last_us
        self._said.pop(agent, None)

    def concerning(
        self,
        mac: MacAddress,
        addresses: Iterable[Address],
        segment_id: str,
        since_us: int,
        standing: Callable[[str], AgentStanding],
    ) -> tuple[ClaimView, ...]:
        """Claims of this MAC anywhere and of these addresses on this segment, renewed since then."""
        found = {id(one): one for one in self._of_mac.get(mac, ()) if one.last_us >= since_us}
        for address in addresses:
            for one in self._of_address.get((segment_id, address), ()):
                if one.last_us >= since_us:
                    found[id(one)] = one
        return tuple(_view(one, standing(one.agent)) for one in found.values())


def _newer(claims: list[_Claim], now_us: int) -> list[_Claim]:
    return [one for one in claims if one.to_us is None or one.last_us > now_us - 2 * DAY_US]


def _view(claim: _Claim, standing: AgentStanding) -> ClaimView:
    mac, address = claim.held
    return ClaimView(
        claim.agent, claim.agent, standing, claim.segment_id, mac, address, claim.from_us, claim.last_us, claim.to_us
    )
