"""What judgement needs to know, gathered from the store: nothing is decided here."""

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import Connection, and_, func, select

from collector.ledger.life_cycle import VOUCHING, Status
from collector.ledger.terminal import AccessMode, Terminal
from collector.ledger.version import Version
from collector.presence.binding import QUIET_US
from collector.presence.fingerprint import Kin, Word
from collector.presence.kinship import beside, uncontested
from collector.presence.subject import Admission, AgentStanding, AgentView, Presence, SegmentView, TerminalView
from collector.presence.vouching import CLAIM_SLACK_US
from collector.store import (
    agents,
    bindings,
    claims,
    clients,
    enrolment_codes,
    infrastructure,
    segments,
    terminals,
    versions,
    vouched,
)
from collector.store.scope import CITY
from collector.store.tables import adapter, agent_stretch, custody, segment, terminal, unit
from protocol.mac import MacAddress

_WAITING = frozenset({Status.REVIEWED, Status.SUBMITTED})
_BEYOND_DOMAINS = frozenset({AccessMode.BY_TURNS, AccessMode.DUAL_APPROVED})


def segment_views(connection: Connection) -> dict[str, SegmentView]:
    """Every segment in force, by id."""
    names = _unit_names(connection)
    found = {}
    for item in segments.list_all(connection, CITY):
        value = item.value
        found[item.id] = SegmentView(
            id=item.id,
            name=value.name,
            unit_id=value.unit_id,
            unit_name=names.get(value.unit_id, ""),
            domain=value.domain.value,
            prefixes=value.prefixes,
            gateways=frozenset(value.gateways),
            gateway_macs=frozenset(value.gateway_macs),
            dhcp_servers=frozenset(value.dhcp_servers),
            resolvers=frozenset(value.resolvers),
            infrastructure_macs=frozenset(value.infrastructure_macs),
            silent_grace_us=value.silent_grace_us,
            sweep_cap=value.sweep_cap,
            sweep_every_us=value.sweep_every_us,
            allows_second_mac=value.allows_second_mac,
        )
    return found


def segments_changed_us(connection: Connection) -> int:
    """When a segment was declared, changed or ended last; 0 where there is none."""
    query = select(func.max(segment.c.from_us), func.max(segment.c.to_us))
    return max(moment or 0 for moment in connection.execute(query).one())


def agent_view(connection: Connection, agent_id: str) -> AgentView | None:
    found = agents.find(connection, agent_id)
    return None if found is None else _agent_view(connection, found)


def _agent_view(connection: Connection, found: agents.Agent) -> AgentView:
    stretch = agents.open_stretch(connection, found.id)
    return AgentView(found.id, found.state, found.last_beat_us, stretch.stretch.from_us if stretch else None)


def terminal_view(connection: Connection, terminal_id: str) -> TerminalView | None:
    """A terminal as its newest version says, with its agent: the one bound to it, else one that waits for approval."""
    query = select(terminal).where(terminal.c.id == terminal_id).order_by(terminal.c.from_us.desc()).limit(1)
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        return None
    return _terminal_view(connection, terminals.REGISTER.version(row))


def _terminal_view(connection: Connection, held: Version[Terminal]) -> TerminalView:
    # What a change would make of it counts once it is approved.
    approved = vouched.before_change(connection, held)
    value = held.value if approved is None else replace(approved.value, status=held.value.status, status_kind=None)
    as_of_us = None if approved is None or approved.to_us is None else approved.to_us - 1
    owner = connection.execute(
        select(unit.c.name, unit.c.access_class).where(versions.in_force(unit), unit.c.id == value.unit_id)
    ).one_or_none()
    return TerminalView(
        id=held.id,
        reg_no=value.reg_no,
        unit_id=value.unit_id,
        unit_name=owner.name if owner else "",
        admission=_admission(held),
        status=value.status.value,
        agent_expected=value.agent_expected,
        registered_us=held.from_us,
        domain="" if value.access_mode in _BEYOND_DOMAINS else value.access_domain.value,
        access_mode=value.access_mode.value,
        access_class=owner.access_class if owner else None,
        expires_us=value.expires_us,
        is_shared=_is_shared(connection, held.id),
        terminal_type=value.terminal_type.value,
        macs=vouched.macs_of(connection, held, as_of_us),
        agent=_agent_of(connection, held.id),
    )


def _owner_view(connection: Connection, held: Version[Terminal], is_new: bool) -> TerminalView:
    """`is_new`: the MAC asked about is part of a change that awaits approval."""
    view = _terminal_view(connection, held)
    return replace(view, admission=Admission.EXPECTED) if is_new else view


def _is_shared(connection: Connection, terminal_id: str) -> bool:
    """Somebody answers for it, and no one person uses it."""
    query = select(custody.c.user_id).where(versions.in_force(custody), custody.c.terminal_id == terminal_id)
    return None in connection.execute(query).scalars().all()


def _admission(held: Version[Terminal]) -> Admission:
    status = held.value.status if held.to_us is None else Status.RETIRED
    if status in VOUCHING:
        return Admission.ADMITTED
    if status is Status.APPROVED:
        return Admission.APPROVED
    return Admission.EXPECTED if status in _WAITING else Admission.NOT_ADMITTED


def _agent_of(connection: Connection, terminal_id: str) -> AgentView | None:
    bound = agents.bound_to(connection, terminal_id)
    if bound is not None:
        return _agent_view(connection, bound)
    for agent_id in enrolment_codes.pending_for(connection, terminal_id):
        found = agents.find(connection, agent_id)
        if found is not None and found.state is AgentStanding.PENDING:
            return _agent_view(connection, found)
    return None


def presence(
    connection: Connection,
    where: SegmentView,
    mac: MacAddress,
    numbers: Iterable[int],
    now_us: int,
    listening_us: int,
    names: tuple[str, ...] = (),
) -> Presence | None:
    """A MAC on a segment: its open bindings, or else those just folded (`numbers`), and all that bears on them."""
    own = bindings.of_mac(connection, where.id, mac) or bindings.by_ids(connection, numbers)
    if not own:
        return None
    addresses = sorted({one.pair.address for one in own if one.pair.address is not None}, key=str)
    since_us = min(one.first_us for one in own) - QUIET_US
    held = [(a, t.id) for a in addresses for t in vouched.holders_of_address(connection, where.id, a)]
    witnesses = {one.name.removeprefix("agent:") for item in own for one in item.witnesses}
    owners = vouched.owners_of_mac(connection, mac) or [(item, False) for item in _closed_owners(connection, mac)]
    holder_views = {number: terminal_view(connection, number) for _, number in held}
    claim_since_us = max(one.last_us for one in own) - max(CLAIM_SLACK_US, now_us - since_us)
    rivals = bindings.rivals(connection, where.id, mac, addresses, since_us)
    words = clients.words_of(connection, where.id, mac)
    kin, doubles = (
        _kin(connection, where, mac, words, now_us) if mac.is_locally_administered and not owners else ((), ())
    )
    return Presence(
        now_us=now_us,
        segment=where,
        mac=mac,
        bindings=tuple(own),
        rivals=tuple(rivals),
        gateway_bindings=tuple(one for one in rivals if one.pair.address in where.gateways),
        terminals=tuple(_owner_view(connection, owner, is_new) for owner, is_new in owners),
        holders=tuple((a, view) for a, number in held if (view := holder_views[number]) is not None),
        claims=claims.concerning(connection, mac, addresses, where.id, claim_since_us),
        names=tuple(sorted({*names, *(word.name for word in words if word.name is not None)})),
        watched_since_us=_watched_since(connection, witnesses, listening_us),
        received_us=now_us,
        words=words,
        kin=kin,
        doubles=doubles,
        learnt=infrastructure.surroundings(connection, where.id, mac),
    )


def _kin(
    connection: Connection, where: SegmentView, mac: MacAddress, words: tuple[Word, ...], now_us: int
) -> tuple[tuple[Kin, ...], tuple[MacAddress, ...]]:
    """Its kin, strangers only, and who of them was there at once: such a family is none.

    What is registered under another of its MACs is judged by that one. Who copies the identifier of a router, or of
    what an agent vouches for, is not excused by their standing.
    """
    found = clients.kin(connection, where.id, mac, words, now_us)
    vouched = where.gateway_macs | where.infrastructure_macs
    vouched |= claims.macs_claimed(connection, (one.mac for one in found), now_us - CLAIM_SLACK_US)
    family = [one for one in found if one.mac not in vouched and not terminals.holder_of_mac(connection, one.mac)]
    heard = bindings.spans_of(connection, where.id, (mac, *(one.mac for one in family))) if family else {}
    return uncontested(mac, family, heard), beside(mac, family, heard)


def _closed_owners(connection: Connection, mac: MacAddress) -> list[Version[Terminal]]:
    """Terminals whose row, or whose adapter's row, was closed: retired ones may be heard again."""
    query = (
        select(terminal)
        .join(adapter, and_(adapter.c.terminal_id == terminal.c.id, adapter.c.mac == str(mac)))
        .where(versions.in_force(adapter), terminal.c.to_us.is_not(None))
        .order_by(terminal.c.from_us.desc())
        .limit(1)
    )
    return [terminals.REGISTER.version(row) for row in connection.execute(query).mappings()]


def _watched_since(connection: Connection, witnesses: Iterable[str], listening_us: int) -> int:
    query = select(agent_stretch.c.from_us).where(
        agent_stretch.c.agent_id.in_(list(witnesses)), agent_stretch.c.to_us.is_(None)
    )
    return max(listening_us, min(connection.execute(query).scalars(), default=listening_us))


def _unit_names(connection: Connection) -> dict[str, str]:
    query = select(unit.c.id, unit.c.name).where(versions.in_force(unit))
    return {row.id: row.name for row in connection.execute(query)}
