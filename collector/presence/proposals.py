"""Which proposal goes where a segment's list of learnt MACs is full. Pure.

Rule: what is compared with, or vouched for, never goes: the first to speak for each gateway and each DHCP server, and
whatever a terminal's route names. Else the one heard for the shortest time goes, of several the oldest: a flood of
forged MACs, each heard for a moment, pushes out its own.
"""

from collections.abc import Iterable, Sequence

from collector.presence.learnt import Learnt, Role
from collector.presence.route_vouching import SPEAK_FOR_GATEWAYS
from protocol.address import Address

_FIRST_COUNTS = ((*SPEAK_FOR_GATEWAYS,), (Role.DHCP_SERVER, Role.DHCP_RELAY))
"""Roles in which the first that is heard for an address is what others are compared with."""


def least_worth_keeping(held: Sequence[Learnt], new: Learnt) -> Learnt | None:
    """The one of `held` that makes room for the new one; None: none does, for all are kept or heard for longer."""
    kept = _firsts([*held, new])
    open_ones = [one for one in held if not one.named_by and _key(one) not in kept]
    least = min(open_ones, key=lambda one: (_heard_us(one), one.last_us, str(one.mac)), default=None)
    if least is None or new.named_by or _key(new) in kept:
        return least
    return least if _heard_us(least) <= _heard_us(new) else None


def _firsts(rows: Iterable[Learnt]) -> set[tuple[str, Role]]:
    found = set()
    by_time = sorted(rows, key=lambda one: (one.first_us, str(one.mac)))
    for roles in _FIRST_COUNTS:
        taken: set[Address] = set()
        for one in by_time:
            if one.role in roles and not taken.issuperset(one.addresses):
                taken.update(one.addresses)
                found.add(_key(one))
    return found


def _heard_us(one: Learnt) -> int:
    return one.last_us - one.first_us


def _key(one: Learnt) -> tuple[str, Role]:
    return str(one.mac), one.role
