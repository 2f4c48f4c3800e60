"""One targeted question about a stranger heard once: a forged frame stays alone, a machine answers.

Rule: few questions, however many strangers: a flood of forged MACs must not become a flood of ours.
"""

from collector.ingest import orders
from collector.ingest.context import Context
from collector.presence.interval import MINUTE_US, SECOND_US
from collector.presence.subject import Presence
from collector.presence.sweeping import Able, prefixes_of, questions_share
from collector.presence.vouching import Standing, Verdict
from collector.store import leases, sweeps
from collector.store import orders as held_orders
from collector.store.transaction import Transaction
from protocol.address import Address, Prefix
from protocol.order import OrderKind

AGAIN_AFTER_US = 10 * MINUTE_US
"""Not more often about one MAC."""
MOST_PER_MINUTE = 60
FRAMES = 3
"""Of one question (protocol.order.OrderKind.ASK)."""
_LASTS_US = 30 * SECOND_US
_FRESH_US = 30 * SECOND_US
_STRANGERS = frozenset({Standing.UNREGISTERED, Standing.RANDOMISED})


def ask(tx: Transaction, context: Context, presence: Presence, verdict: Verdict) -> None:
    """Has a stranger that a single sign speaks for asked by an agent, best by one that did not hear it."""
    if verdict.standing not in _STRANGERS or verdict.is_certain or presence.segment.sweep_cap == 0:
        return
    address = _address(presence)
    if address is None or tx.now_us - presence.last_us > _FRESH_US or not _may_ask(tx, presence):
        return
    chosen = _chosen(tx, presence, address)
    if chosen is None:
        return
    rate = max(1, min(FRAMES, questions_share(presence.segment.sweep_cap)))
    made = orders.make(OrderKind.ASK, presence.segment.id, chosen, prefixes_of([address]), rate, _LASTS_US)
    orders.order(tx, context, chosen, made, mac=str(presence.mac))


def _address(presence: Presence) -> Address | None:
    """The newest it used that an agent can be asked to ask for."""
    held = [
        (one.is_firm, one.last_us, one.pair.address)
        for one in presence.on_the_wire
        if one.pair.address is not None and _is_here(one.pair.address, presence.segment.prefixes)
    ]
    return max(held, key=lambda one: one[:2], default=(False, 0, None))[2]


def _is_here(address: Address, prefixes: tuple[Prefix, ...]) -> bool:
    if address.version == 6 and address.is_link_local:
        return True
    return any(address.version == prefix.version and address in prefix for prefix in prefixes)


def _may_ask(tx: Transaction, presence: Presence) -> bool:
    """Questions have a part of the segment's cap; where it is too small for that, none while a sweep has it."""
    segment = presence.segment
    lately = held_orders.questions_since(tx.connection, segment.id, tx.now_us - AGAIN_AFTER_US)
    if any(mac == str(presence.mac) for _, mac in lately):
        return False
    share = questions_share(segment.sweep_cap)
    if share == 0 and sweeps.running(tx.connection, segment.id) is not None:
        return False
    moments = [made_us for made_us, _ in lately]
    last_minute = sum(moment > tx.now_us - MINUTE_US for moment in moments)
    # As long as a question takes at this share, the next one waits.
    window_us = FRAMES * SECOND_US // max(1, share)
    at_once = max(1, share // FRAMES)
    last_moment = sum(moment > tx.now_us - max(window_us, SECOND_US) for moment in moments)
    return last_moment < at_once and last_minute < MOST_PER_MINUTE


def _chosen(tx: Transaction, presence: Presence, address: Address) -> Able | None:
    """A watcher that did not hear it before an agent that did not, before whoever did."""
    watching = {
        one.agent_id for one in leases.in_force(tx.connection, tx.now_us) if one.segment_id == presence.segment.id
    }
    target = prefixes_of([address])[0]
    there = [
        one
        for one in orders.able(tx.connection, presence.segment.id, tx.now_us)
        if one.can_ask(target, presence.segment.prefixes)
    ]
    heard_it = set(presence.witnesses)
    return min(
        (one for one in there if address not in one.holds),
        key=lambda one: (f"agent:{one.agent_id}" in heard_it, one.agent_id not in watching, one.agent_id),
        default=None,
    )
