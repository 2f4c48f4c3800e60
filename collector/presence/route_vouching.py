"""Terminals' own routes vouch for a gateway's MAC where the segment declares none. Pure.

Rule 1: one terminal may be an attacker's, or the one that was deceived; two that lead their way out by the same MAC
vouch for it.
Rule 2: what was vouched for stays so until a person says otherwise: who deceives the terminals later is told as a
change (gateways), and vouched for by none of them.
"""

from collections.abc import Iterable
from dataclasses import replace

from collector.presence.infrastructure import virtual_router
from collector.presence.learnt import Decision, Learnt, Role
from protocol.address import Address
from protocol.mac import MacAddress

ENOUGH = 2
"""Terminals whose routes name the same MAC."""
SPEAK_FOR_GATEWAYS = (Role.GATEWAY, Role.ANYCAST_GATEWAY, Role.VRRP, Role.HSRP, Role.GLBP)
WHY = "a terminal's route leads by it"


def named(
    rows: Iterable[Learnt], terminal_id: str, gateway: Address, mac: MacAddress, now_us: int
) -> tuple[Learnt, ...]:
    """The rows, of one segment, that change when the terminal's route to that gateway names that MAC: to be stored.

    One of a MAC that nothing was learnt of before is new. A terminal names one MAC for a gateway, the newest.
    """
    held = [one for one in rows if one.role in SPEAK_FOR_GATEWAYS]
    if any(one.mac == mac and one.decision is Decision.REJECTED for one in held):
        return ()
    if any(_is_settled(one, gateway) for one in held):
        return ()
    left = [_without(one, terminal_id, gateway) for one in held if one.mac != mac]
    moved = tuple(one for one in left if one not in held)
    new = Learnt(mac, virtual_router(mac) or Role.GATEWAY, (), WHY, now_us, now_us)
    mine = next((one for one in held if one.mac == mac), new)
    now = _with(mine, terminal_id, gateway, now_us)
    return moved if now == mine else (*moved, now)


def _is_settled(row: Learnt, gateway: Address) -> bool:
    if row.decision is Decision.PROPOSED:
        return gateway in dict(row.vouched)
    return row.decision is Decision.APPROVED and gateway in row.addresses


def _without(row: Learnt, terminal_id: str, gateway: Address) -> Learnt:
    kept = tuple(one for one in row.names(gateway) if one != terminal_id)
    return _naming(row, gateway, kept)


def _with(row: Learnt, terminal_id: str, gateway: Address, now_us: int) -> Learnt:
    names = tuple(sorted({*row.names(gateway), terminal_id}))
    now = _naming(row, gateway, names)
    return replace(now, vouched=(*now.vouched, (gateway, now_us))) if len(names) >= ENOUGH else now


def _naming(row: Learnt, gateway: Address, names: tuple[str, ...]) -> Learnt:
    others = {address: held for address, held in row.named_by if address != gateway}
    held = others | ({gateway: names} if names else {})
    return replace(row, named_by=tuple(sorted(held.items(), key=lambda one: str(one[0]))))
