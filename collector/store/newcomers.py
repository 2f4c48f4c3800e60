"""Unregistered MACs that were heard for a moment only: how many there are, and which."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Connection, and_, func, select

from collector.store import versions
from collector.store.tables import adapter, binding
from protocol.mac import MacAddress

_AT_ONCE = 500


def count(connection: Connection, segment_id: str, since_us: int, moment_us: int) -> int:
    """How many unregistered MACs were first heard on the segment since then, and for less than `moment_us`."""
    spans = (
        select(binding.c.mac)
        .where(binding.c.segment_id == segment_id, binding.c.last_us >= since_us, _is_unregistered())
        .group_by(binding.c.mac)
        .having(and_(func.min(binding.c.first_us) >= since_us, _is_short(moment_us)))
    )
    found: int = connection.execute(select(func.count()).select_from(spans.subquery())).scalar_one()
    return found


def among(connection: Connection, segment_id: str, macs: Iterable[MacAddress], moment_us: int) -> set[str]:
    """Those of the MACs, in normal form, that nobody registered and that were heard for less than `moment_us`."""
    texts = [str(mac) for mac in macs]
    found: set[str] = set()
    for begin in range(0, len(texts), _AT_ONCE):
        query = (
            select(binding.c.mac)
            .where(binding.c.segment_id == segment_id, binding.c.mac.in_(texts[begin : begin + _AT_ONCE]))
            .where(_is_unregistered())
            .group_by(binding.c.mac)
            .having(_is_short(moment_us))
        )
        found |= set(connection.execute(query).scalars())
    return found


def _is_unregistered() -> ColumnElement[bool]:
    return ~select(adapter.c.id).where(adapter.c.mac == binding.c.mac, versions.in_force(adapter)).exists()


def _is_short(moment_us: int) -> ColumnElement[bool]:
    return func.max(binding.c.last_us) - func.min(binding.c.first_us) < moment_us
