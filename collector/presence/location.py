"""Behind which port of which switch a MAC was, as the switch's tables said: intervals, one switch at a time.

Rule 1: between two tables that agree, with none between that denies it, the MAC is taken to have stayed.
Rule 2: an older table that comes later may cut an interval, never lengthen one: what lay between is not known any more.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from protocol.mac import MacAddress


@dataclass(frozen=True, slots=True)
class Place:
    """A socket of a switch, by the name the switch gives it; `vlan` is None where the table does not say."""

    port: str
    vlan: int | None


@dataclass(frozen=True, slots=True)
class Location:
    """A MAC behind a port from the table of `first_us` to that of `last_us`, as `tables` of them said.

    `id` is None until the store has numbered it; one that `is_open` is where the newest table named it.
    """

    id: int | None
    segment: str
    switch: str
    mac: MacAddress
    place: Place
    first_us: int
    last_us: int
    tables: int = 1
    is_open: bool = True


def placed(seen: Location, held: Sequence[Location]) -> tuple[Location, ...]:
    """What is to be stored for a MAC seen in one table; `held` are its locations on the same switch and segment.

    Changed ones keep their id, new ones have none.
    """
    at_us = seen.last_us
    kept = next((one for one in held if one.place == seen.place and one.first_us <= at_us <= one.last_us), None)
    if kept is not None:
        return (replace(kept, tables=kept.tables + 1),)
    newest = max(held, key=lambda one: (one.last_us, one.first_us), default=None)
    if newest is None:
        return (seen,)
    if at_us < newest.last_us:
        cut = [one for one in held if one.first_us < at_us < one.last_us]
        return (replace(seen, is_open=False), *(half for one in cut for half in _halves(one)))
    if newest.is_open and newest.place == seen.place:
        return (replace(newest, last_us=at_us, tables=newest.tables + 1),)
    return (seen, replace(newest, is_open=False))


def _halves(one: Location) -> tuple[Location, Location]:
    """Only both ends are known to have been read."""
    first = replace(one, last_us=one.first_us, tables=1, is_open=False)
    return first, replace(one, id=None, first_us=one.last_us, tables=max(1, one.tables - 1))
