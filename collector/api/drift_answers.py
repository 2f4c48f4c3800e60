"""What the operators' door answers to 账实核对: figures by unit, a row for each way of parting."""

from collections import defaultdict

from pydantic import BaseModel

from collector.ledger.drift import Agreement, DriftField, DriftKind, FieldDrift, NameFault, Terms
from collector.ledger.drift_figures import Figures, Share
from collector.ledger.reconciling import Reconciled, reconcile
from collector.presence.on_wire import OnWire
from collector.presence.subject import SegmentView
from collector.store.agents import ListedAgent
from collector.store.drift import Pair

_SILENT = frozenset({DriftKind.NOT_SEEN, DriftKind.LONG_OFFLINE, DriftKind.ZOMBIE})
_GRAVER = {
    DriftKind.NOT_SEEN: _SILENT,
    DriftKind.LONG_OFFLINE: frozenset({DriftKind.LONG_OFFLINE, DriftKind.ZOMBIE}),
}


class ShareOut(BaseModel):
    """`part` of `whole`; `percent` null: no data, which is not 0."""

    part: int
    whole: int
    percent: float | None


class UnitOut(BaseModel):
    """Figures of one unit; unit_id null: of all of them together."""

    unit_id: str | None
    unit_name: str | None
    admitted: int
    seen: int
    not_seen: int
    long_offline: int
    zombie: int
    unseeable: int
    strangers: int
    differing: int
    unnamed: int
    registration: ShareOut
    real_name: ShareOut
    agents: ShareOut
    agreement: ShareOut


class FieldOut(BaseModel):
    """`token` stands for both values: whoever accepts the observed one says it, so that it is what they saw."""

    field: DriftField
    declared: list[str]
    observed: list[str]
    agreement: Agreement
    seen_us: int | None
    report: str | None
    why_unseen: str | None
    token: str


class DriftOut(BaseModel):
    """One terminal, or one stranger (terminal_id null), and how it parts from the ledger."""

    kind: DriftKind
    terminal_id: str | None
    reg_no: str | None
    unit_id: str | None
    unit_name: str | None
    hostname: str | None
    mac: str | None = None
    address: str | None = None
    segment: str | None = None
    agent_id: str | None = None
    last_us: int | None
    since_us: int | None
    why: str | None = None
    names: list[NameFault] = []
    fields: list[FieldOut] = []


class DriftsOut(BaseModel):
    """`is_cut`: there are more strangers than were looked into."""

    at_us: int
    units: list[UnitOut]
    total: UnitOut
    rows: list[DriftOut]
    is_cut: bool


class Listing:
    """Put together pair by pair; `is_whole`: every field is told, not only those that differ."""

    def __init__(self, now_us: int, terms: Terms, *, is_whole: bool) -> None:
        self._now_us = now_us
        self._terms = terms
        self._is_whole = is_whole
        self._figures: dict[str, Figures] = defaultdict(Figures)
        self._names: dict[str, str] = {}
        self._rows: list[DriftOut] = []

    def take(self, pair: Pair) -> None:
        found = reconcile(pair.books, pair.seen, self._now_us, self._terms)
        unit_id = pair.terminal.value.unit_id
        self._names[unit_id] = pair.books.unit_name
        self._figures[unit_id] += _figures(pair, found)
        if found.silence is not None:
            self._rows.append(_of_terminal(found.silence, pair))
        if found.is_unnamed:
            self._rows.append(_of_terminal(DriftKind.NO_REAL_NAME, pair, names=list(found.names)))
        if told := found.drifts if self._is_whole else found.differing:
            self._rows.append(_of_terminal(DriftKind.DIFFERS, pair, fields=[field_out(one) for one in told]))

    def take_strangers(self, heard: tuple[OnWire, ...], segments: dict[str, SegmentView]) -> None:
        for one in heard:
            where = segments[one.segment_id]
            self._names[where.unit_id] = where.unit_name
            self._figures[where.unit_id] += Figures(strangers=1)
            self._rows.append(
                DriftOut(
                    kind=DriftKind.IN_NO_LEDGER,
                    terminal_id=None,
                    reg_no=None,
                    unit_id=where.unit_id,
                    unit_name=where.unit_name,
                    hostname=None,
                    mac=one.mac,
                    address=one.address or None,
                    segment=where.name,
                    last_us=one.last_us,
                    since_us=one.first_us,
                    why=one.standing.value,
                )
            )

    def take_pending(self, pending: tuple[ListedAgent, ...]) -> None:
        """Their PCs are on the wire as strangers already: they count once."""
        for one in pending:
            self._rows.append(
                DriftOut(
                    kind=DriftKind.IN_NO_LEDGER,
                    terminal_id=None,
                    reg_no=None,
                    unit_id=one.unit_id,
                    unit_name=one.unit_name,
                    hostname=one.agent.hostname,
                    agent_id=one.agent.id,
                    last_us=one.agent.last_beat_us,
                    since_us=one.agent.enrolled_us,
                    why="pending",
                )
            )

    def shown(self, kinds: list[DriftKind] | None, *, is_cut: bool) -> DriftsOut:
        wanted = frozenset(DriftKind) if kinds is None else frozenset().union(*(_GRAVER.get(k, {k}) for k in kinds))
        order = list(DriftKind)
        rows = [row for row in self._rows if row.kind in wanted]
        rows.sort(key=lambda row: (row.unit_name or "", order.index(row.kind), row.reg_no or "", row.mac or ""))
        by_unit = sorted(self._figures, key=lambda unit_id: (self._names[unit_id], unit_id))
        return DriftsOut(
            at_us=self._now_us,
            units=[_unit(unit_id, self._names[unit_id], self._figures[unit_id]) for unit_id in by_unit],
            total=_unit(None, None, sum(self._figures.values(), Figures())),
            rows=rows,
            is_cut=is_cut,
        )


def _figures(pair: Pair, found: Reconciled) -> Figures:
    is_unseeable = pair.seen.sighted.last_us is None and pair.seen.sighted.why_unseeable is not None
    has_been_seen = pair.seen.sighted.last_us is not None
    is_expected = pair.terminal.value.agent_expected
    return Figures(
        admitted=1,
        seen=int(found.silence is None and has_been_seen),
        not_seen=int(found.silence is not None),
        long_offline=int(found.silence in _GRAVER[DriftKind.LONG_OFFLINE]),
        zombie=int(found.silence is DriftKind.ZOMBIE),
        unseeable=int(is_unseeable),
        named=int(not found.names),
        unnamed=int(found.is_unnamed),
        expected=int(is_expected),
        with_agent=int(is_expected and pair.seen.has_agent),
        compared=int(found.is_compared),
        agreeing=int(found.is_compared and not found.differing),
    )


def _of_terminal(
    kind: DriftKind, pair: Pair, names: list[NameFault] | None = None, fields: list[FieldOut] | None = None
) -> DriftOut:
    row = pair.terminal.value
    return DriftOut(
        kind=kind,
        terminal_id=pair.terminal.id,
        reg_no=row.reg_no,
        unit_id=row.unit_id,
        unit_name=pair.books.unit_name,
        hostname=row.hostname,
        agent_id=pair.agent_id,
        last_us=pair.seen.sighted.last_us,
        since_us=pair.seen.sighted.since_us,
        names=names or [],
        fields=fields or [],
    )


def field_out(one: FieldDrift) -> FieldOut:
    return FieldOut(
        field=one.field,
        declared=list(one.declared),
        observed=list(one.observed.values),
        agreement=one.agreement,
        seen_us=one.observed.seen_us,
        report=one.observed.digest,
        why_unseen=one.observed.why_unseen,
        token=one.token,
    )


def _unit(unit_id: str | None, name: str | None, figures: Figures) -> UnitOut:
    return UnitOut(
        unit_id=unit_id,
        unit_name=name,
        admitted=figures.admitted,
        seen=figures.seen,
        not_seen=figures.not_seen,
        long_offline=figures.long_offline,
        zombie=figures.zombie,
        unseeable=figures.unseeable,
        strangers=figures.strangers,
        differing=figures.compared - figures.agreeing,
        unnamed=figures.unnamed,
        registration=_share(figures.registration),
        real_name=_share(figures.real_name),
        agents=_share(figures.agents),
        agreement=_share(figures.agreement),
    )


def _share(one: Share) -> ShareOut:
    return ShareOut(part=one.part, whole=one.whole, percent=one.percent)
