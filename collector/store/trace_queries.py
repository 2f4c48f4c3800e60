"""The statements a trace asks by, built once for each scope and shape: building one takes longer than answering it."""

from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, ColumnElement, Integer, Select, and_, bindparam, func, or_, select

from collector.store import places, versions
from collector.store.scope import Scope, within
from collector.store.tables import adapter, binding, binding_witness, claim, report, segment, switch_import, terminal

MOST_BINDINGS = 200
MOST_EARLIER = 20
MOST_BESIDE = 5
"""Earlier stays that are looked at where somebody was heard at the asked time: each is a page of half a year's file."""

_MACS: BindParameter[list[str]] = bindparam("macs", expanding=True)
_BEGIN: BindParameter[int] = bindparam("from_us")
_END: BindParameter[int] = bindparam("to_us")


class Shape(NamedTuple):
    """What a question is asked by: MACs, else an address; and whether it is narrowed to a segment or to a unit's."""

    by_mac: bool
    on_segment: bool
    of_unit: bool


class Trails(NamedTuple):
    """Bindings that lasted in [from_us, to_us], those that had ended before, and claims made then, each newest first.

    Parameters: macs or address, from_us, to_us, and segment_id and unit_id as the shape says; most, of those ended.
    """

    lasting: Select[Any]
    ended: Select[Any]
    claimed: Select[Any]


@lru_cache(maxsize=256)
def trails(scope: Scope, shape: Shape) -> Trails:
    """For rows on a segment within the scope, or of a MAC whose terminal is."""
    heard = _wanted(scope, shape, binding.c.segment_id, binding.c.mac, binding.c.address)
    begun = and_(heard, binding.c.first_us <= _END)
    # A binding is closed at the moment it was heard last, or later.
    lasting = or_(binding.c.closed_us.is_(None), binding.c.closed_us >= _BEGIN)
    # Told from the index which they are, before any row is read: they are of the whole past.
    ended = (
        select(binding.c.id)
        .where(begun, ~lasting)
        .order_by(binding.c.closed_us.desc())
        .limit(bindparam("most", type_=Integer))
    )
    claimed = _wanted(scope, shape, claim.c.segment_id, claim.c.mac, claim.c.address)
    then = and_(claim.c.from_us <= _END, or_(claim.c.to_us.is_(None), claim.c.to_us > _BEGIN))
    return Trails(
        select(binding).where(begun, lasting).order_by(binding.c.last_us.desc()).limit(MOST_BINDINGS),
        select(binding).where(binding.c.id.in_(ended.scalar_subquery())).order_by(binding.c.last_us.desc()),
        select(claim).where(claimed, then).order_by(claim.c.id.desc()).limit(MOST_BINDINGS),
    )


def _wanted(
    scope: Scope,
    shape: Shape,
    segment_id: ColumnElement[str],
    mac: ColumnElement[str],
    address: ColumnElement[str],
) -> ColumnElement[bool]:
    conditions = [mac.in_(_MACS) if shape.by_mac else address == bindparam("address")]
    if scope.unit_ids is not None:
        of_own = and_(terminal.c.id == adapter.c.terminal_id, within(scope, terminal.c.unit_id))
        own_mac = select(adapter.c.id).join(terminal, of_own).where(adapter.c.mac == mac).exists()
        conditions.append(or_(segment_id.in_(places.ids_of(within(scope, segment.c.unit_id))), own_mac))
    if shape.on_segment:
        conditions.append(segment_id == bindparam("segment_id"))
    if shape.of_unit:
        conditions.append(segment_id.in_(places.ids_of(segment.c.unit_id == bindparam("unit_id"))))
    return and_(*conditions)


@lru_cache(maxsize=64)
def named(scope: Scope) -> Select[Any]:
    """Ids of the terminals that had that `name`, of whatever kind, at some moment of [from_us, until_us)."""
    columns = (terminal.c.id, terminal.c.reg_no, terminal.c.hostname, terminal.c.serial_no)
    then = versions.overlapping(terminal, _BEGIN, bindparam("until_us"))
    is_named = or_(*(column == bindparam("name") for column in columns))
    return select(terminal.c.id).where(then, is_named, within(scope, terminal.c.unit_id)).distinct()


MACS_OF = (
    select(adapter.c.mac)
    .where(
        versions.overlapping(adapter, _BEGIN, bindparam("until_us")),
        adapter.c.terminal_id.in_(bindparam("terminal_ids", expanding=True)),
    )
    .distinct()
)
"""The MACs of `terminal_ids` at some moment of [from_us, until_us)."""


def _witnessed() -> Select[Any]:
    first, last = report.alias(), report.alias()
    first_file, last_file = switch_import.alias(), switch_import.alias()
    said = binding_witness.c
    is_import = said.witness.startswith("import:", autoescape=True)
    return (
        select(
            binding_witness,
            func.coalesce(first.c.digest, first_file.c.digest).label("first_digest"),
            func.coalesce(last.c.digest, last_file.c.digest).label("last_digest"),
        )
        .join(first, and_(~is_import, first.c.intake == said.first_intake), isouter=True)
        .join(last, and_(~is_import, last.c.intake == said.last_intake), isouter=True)
        .join(first_file, and_(is_import, first_file.c.id == said.first_intake), isouter=True)
        .join(last_file, and_(is_import, last_file.c.id == said.last_intake), isouter=True)
        .where(said.binding_id.in_(bindparam("binding_ids", expanding=True)))
        .order_by(said.last_us.desc(), said.witness)
    )


WITNESSED = _witnessed()
"""What was said of `binding_ids`, with the digests of the reports or imported files that said so, newest first."""
