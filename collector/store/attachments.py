"""Which segment an agent's adapter was on at a moment."""

from sqlalchemy import Connection, select

from collector.presence.attachment import network_of, recognise
from collector.presence.subject import SegmentView
from collector.store import agents, facts, views
from collector.store.tables import claim
from protocol.identity import AdapterId
from protocol.mac import MacAddress
from protocol.observations import Attachment, InterfaceAddress, Route

_NO_MAC = MacAddress(bytes(6))


class Attachments:
    """One agent's, asked several times within one transaction."""

    def __init__(self, connection: Connection, agent_id: str, segments: dict[str, SegmentView]) -> None:
        self._connection = connection
        self._agent_id = agent_id
        self._segments = segments
        self._intervals: dict[str, list[tuple[int, int, str, str]]] | None = None
        self._told: dict[str, SegmentView | None] = {}

    def segment_of(self, adapter_id: str, at_us: int) -> SegmentView | None:
        """By the claim nearest in time: while the collector was away nobody claimed, and the cable stayed where it was.

        An agent that has not beaten yet is known by the addresses its inventory states.
        """
        claims = self._claims().get(adapter_id)
        if claims:
            nearest = min(claims, key=lambda one: max(one[0] - at_us, at_us - one[1], 0))
            return self._segments.get(nearest[2])
        if adapter_id not in self._told:
            self._told[adapter_id] = self._by_inventory(adapter_id)
        return self._told[adapter_id]

    def mac_of(self, adapter_id: str, at_us: int) -> MacAddress | None:
        """The adapter's address then, as claimed nearest in time; None before the first claim."""
        nearest = min(
            self._claims().get(adapter_id, ()), key=lambda one: max(one[0] - at_us, at_us - one[1], 0), default=None
        )
        return MacAddress.from_normal_form(nearest[3]) if nearest is not None else None

    def _claims(self) -> dict[str, list[tuple[int, int, str, str]]]:
        if self._intervals is None:
            query = select(claim.c.adapter_id, claim.c.from_us, claim.c.last_us, claim.c.segment_id, claim.c.mac)
            query = query.where(claim.c.agent_id == self._agent_id).order_by(claim.c.id.desc()).limit(500)
            self._intervals = {}
            for row in self._connection.execute(query):
                one = row.from_us, row.last_us, row.segment_id, row.mac
                self._intervals.setdefault(row.adapter_id, []).append(one)
        return self._intervals

    def _by_inventory(self, adapter_id: str) -> SegmentView | None:
        said = [item for fact in facts.of_agent(self._connection, self._agent_id) for item in fact.observations]
        addresses = [i for i in said if isinstance(i, InterfaceAddress) and i.adapter == adapter_id]
        routes = [i for i in said if isinstance(i, Route) and i.adapter == adapter_id]
        evidence = Attachment(
            adapter=AdapterId(adapter_id),
            mac=_NO_MAC,
            prefixes=tuple(network_of(item) for item in addresses if item.scope == "global"),
            addresses=tuple(item.address for item in addresses),
            gateways=tuple(item.gateway for item in routes if item.gateway is not None),
            gateway_macs=tuple(item.gateway_mac for item in routes if item.gateway_mac is not None),
            dhcp_server=None,
        )
        return recognise(evidence, self._segments.values(), self.unit_id()).segment

    def unit_id(self) -> str | None:
        """The unit of the agent's terminal, which decides where prefixes repeat."""
        terminal_id = agents.terminal_of(self._connection, self._agent_id)
        view = views.terminal_view(self._connection, terminal_id) if terminal_id else None
        return view.unit_id if view else None
