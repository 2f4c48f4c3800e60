"""Sweeps: begun by a person or when due, given out as orders, made good where an agent went away, summed up."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from collector.errors import AlreadyThere, InvalidValue, NotFound
from collector.ingest import orders
from collector.ingest.context import Context
from collector.presence.interval import MINUTE_US, SECOND_US
from collector.presence.subject import SegmentView
from collector.presence.sweeping import LATELY_US, Plan, Share, plan, questions_share, wanted
from collector.presence.vouching import judge_mac
from collector.store import Connection, bindings, journal, sweeps, views
from collector.store import orders as held_orders
from collector.store.orders import Ending, HeldOrder
from collector.store.sweeps import KNOWN_US, Answered, Result, Sweep, SweepState
from collector.store.transaction import Transaction
from protocol.address import normal_form
from protocol.mac import MacAddress
from protocol.order import OrderKind
from protocol.phrases import Phrase, say

COLLECTOR = "collector"
_SLACK_US = MINUTE_US
_ORDER_DONE = "done"
_MOST_TOLD = 500
_LAST_TURN = 2
NOTHING = Result(0, 0, 0, 0, {}, ())


def planned(connection: Connection, segment: SegmentView, now_us: int) -> Plan:
    """Who would ask for what, now. Raises InvalidValue where nobody may or can."""
    if segment.sweep_cap == 0:
        raise InvalidValue(
            say("segment {name!r}", name=segment.name), "its sweep cap is 0: nobody asks there", "change the segment"
        )
    since_us = now_us - KNOWN_US
    known = sweeps.known_ipv6(connection, segment.id, since_us)
    what = wanted(segment.prefixes, known, sweeps.known_macs(connection, segment.id, since_us))
    heard = sweeps.heard_since(connection, segment.id, now_us - LATELY_US)
    able = orders.able(connection, segment.id, now_us)
    if not able:
        raise InvalidValue(
            say("segment {name!r}", name=segment.name),
            "no agent there can ask: none is alive and hears its neighbours",
            "see `mingce segment explain`",
        )
    return plan(what, heard, able, max(1, segment.sweep_cap - questions_share(segment.sweep_cap)), now_us)


def begin(tx: Transaction, context: Context, segment: SegmentView, actor: str, reason: str | None) -> str:
    """The new sweep's id; journalled. Raises AlreadyThere while one runs there, InvalidValue as `planned`."""
    if sweeps.running(tx.connection, segment.id) is not None:
        raise AlreadyThere(
            say("sweep of segment {name!r}", name=segment.name),
            "one is running",
            "wait for its end, or cancel it: `mingce segment sweep --cancel`",
        )
    made = planned(tx.connection, segment, tx.now_us)
    cap = made.frames_per_second
    begun = sweeps.begin(tx, segment.id, actor, reason, cap=cap, targets=made.addresses, heard_lately=made.heard_lately)
    lasts_us = 2 * made.seconds * SECOND_US + _SLACK_US
    for share in made.shares:
        _give_out(tx, context, begun, share, lasts_us)
    _query_listeners(tx, context, begun, made.shares, lasts_us)
    content = {"targets": made.addresses, "heard_lately": made.heard_lately, "agents": len(made.shares), "cap": cap}
    _journal(tx, "sweep-begun", begun, actor, content, reason)
    if not made.shares:
        _finish(tx, context, begun)
    return begun.id


def _give_out(tx: Transaction, context: Context, begun: Sweep, share: Share, lasts_us: int) -> None:
    for place, targets in enumerate(share.orders):
        made = orders.make(
            OrderKind.SWEEP, begun.segment_id, share.able, targets, share.frames_per_second, lasts_us, place=place
        )
        orders.order(tx, context, share.able, made, sweep_id=begun.id)


def _query_listeners(tx: Transaction, context: Context, begun: Sweep, shares: Sequence[Share], lasts_us: int) -> None:
    """Once, by one that has an IPv6 address to ask from; an order of its own, for whoever cannot refuses it whole."""
    asking = next((one for one in shares if any(held.version == 6 for held in one.able.holds)), None)
    if asking is None:
        return
    made = orders.make(
        OrderKind.SWEEP,
        begun.segment_id,
        asking.able,
        (),
        asking.frames_per_second,
        lasts_us,
        queries_listeners=True,
    )
    orders.order(tx, context, asking.able, made, sweep_id=begun.id, turn=_LAST_TURN)


def begin_due(tx: Transaction, context: Context) -> None:
    """Those whose time has come; where nobody can ask it is tried again when somebody can."""
    for segment_id in sweeps.due(tx.connection, tx.now_us):
        segment = views.segment_views(tx.connection).get(segment_id)
        if segment is None or segment.sweep_cap == 0 or not orders.able(tx.connection, segment_id, tx.now_us):
            continue
        try:
            begin(tx, context, segment, COLLECTOR, None)
        except InvalidValue as error:
            # On record, and tried again when it is due again: time must not stop for the other segments.
            tried = sweeps.begin(tx, segment_id, COLLECTOR, None, cap=0, targets=0, heard_lately=0)
            sweeps.end(tx, tried.id, SweepState.CUT_SHORT, NOTHING, error.sentence)


def cancel(tx: Transaction, context: Context, segment: SegmentView, actor: str, reason: str | None) -> str:
    """Ends the one that runs; its orders are void with each agent's next answer. Raises NotFound."""
    running = sweeps.running(tx.connection, segment.id)
    if running is None:
        raise NotFound(say("sweep of segment {name!r}", name=segment.name), "none is running", "there is nothing to do")
    _call_off(tx, context, running)
    sweeps.end(tx, running.id, SweepState.CANCELLED, result(tx.connection, context, running, tx.now_us))
    _journal(tx, "sweep-cancelled", running, actor, {}, reason)
    return running.id


def _call_off(tx: Transaction, context: Context, running: Sweep) -> None:
    """Its orders are void with each agent's next answer."""
    for one in _open(tx, running.id):
        held_orders.end(tx, one.id, Ending("cancelled"))
        orders.call(tx, context, (one.agent_id,))


def end_beyond_cap(tx: Transaction, context: Context) -> None:
    """Cuts short those that run faster than their segment, as a person changed it meanwhile, now allows."""
    under_way = sweeps.under_way(tx.connection)
    segments = views.segment_views(tx.connection) if under_way else {}
    for running in under_way:
        segment = segments.get(running.segment_id)
        if segment is not None and running.cap <= segment.sweep_cap:
            continue
        why = Phrase("the segment is declared no more" if segment is None else "the segment's sweep cap was lowered")
        _call_off(tx, context, running)
        told = result(tx.connection, context, running, tx.now_us)
        sweeps.end(tx, running.id, SweepState.CUT_SHORT, told, why)
        _journal(tx, "sweep-ended", running, COLLECTOR, {"state": SweepState.CUT_SHORT.value, "why": str(why)}, None)


def order_ended(tx: Transaction, context: Context, one: HeldOrder, ending: Ending) -> None:
    """Another agent is asked in its place, once; with the last order the sweep is over."""
    if one.sweep_id is None:
        return
    running = sweeps.find(tx.connection, one.segment_id, one.sweep_id)
    if running is None or running.ended_us is not None:
        return
    if ending.outcome != _ORDER_DONE and one.turn < _LAST_TURN:
        _ask_another(tx, context, running, one)
    if not _open(tx, running.id):
        _finish(tx, context, running)


def _ask_another(tx: Transaction, context: Context, running: Sweep, lost: HeldOrder) -> None:
    """One that takes part already, at its own rate, so that all together stay within the cap; else any one."""
    targets = lost.order.targets
    segment = views.segment_views(tx.connection).get(running.segment_id)
    prefixes = segment.prefixes if segment is not None else ()
    there = [
        one
        for one in orders.able(tx.connection, running.segment_id, tx.now_us)
        if one.agent_id != lost.agent_id and all(one.can_ask(target, prefixes) for target in targets)
    ]
    busy = Counter(one.agent_id for one in _open(tx, running.id))
    rates = {one.agent_id: one.order.frames_per_second for one in held_orders.of_sweep(tx.connection, running.id)}
    taking_part = [one for one in there if one.agent_id in rates] or there[:1]
    if not taking_part:
        return
    chosen = min(taking_part, key=lambda one: (busy[one.agent_id], one.agent_id))
    rate = rates.get(chosen.agent_id, lost.order.frames_per_second)
    lasts_us = 2 * (busy[chosen.agent_id] + 1) * SECOND_US * (2 * lost.addresses // rate + 1) + _SLACK_US
    made = orders.make(OrderKind.SWEEP, running.segment_id, chosen, targets, rate, lasts_us)
    orders.order(tx, context, chosen, made, sweep_id=running.id, turn=_LAST_TURN)


def _finish(tx: Transaction, context: Context, running: Sweep) -> None:
    missed = _missed(held_orders.of_sweep(tx.connection, running.id))
    told = result(tx.connection, context, running, tx.now_us)
    state = SweepState.CUT_SHORT if missed else SweepState.DONE
    why = say("{count} addresses were not asked for", count=missed) if missed else None
    sweeps.end(tx, running.id, state, told, why)
    content = {"state": state.value, "asked": told.asked, "answered": told.answered, "frames": told.frames}
    _journal(tx, "sweep-ended", running, COLLECTOR, content, None)


def _missed(all_orders: Iterable[HeldOrder]) -> int:
    """Addresses of orders that nobody carried out: neither the first agent nor the second."""
    found = list(all_orders)
    done = {one.order.targets for one in found if one.outcome == _ORDER_DONE}
    lost = {one.order.targets: one.addresses for one in found if one.outcome != _ORDER_DONE}
    return sum(count for targets, count in lost.items() if targets not in done)


def result(connection: Connection, context: Context, swept: Sweep, now_us: int) -> Result:
    """What came of it until now: who answered, as judged at this moment."""
    tally = held_orders.tally(connection, swept.id)
    asked_for = {
        address
        for one in held_orders.of_sweep(connection, swept.id)
        for target in one.order.targets
        for address in target
    }
    heard = sweeps.answers(connection, swept.segment_id, swept.begun_us, swept.ended_us or now_us)
    pairs = sorted(
        (
            (address, MacAddress.from_normal_form(mac))
            for address in heard
            if address in asked_for
            for mac in heard[address]
        ),
        key=lambda pair: (pair[0].version, int(pair[0]), pair[1]),
    )
    macs = sorted({mac for _, mac in pairs})
    old = bindings.heard_before(connection, swept.segment_id, macs, swept.begun_us)
    judged = _judged(connection, context, swept.segment_id, macs, now_us)
    found = tuple(
        Answered(normal_form(address), str(mac), *judged[mac], str(mac) not in old)
        for address, mac in pairs
        if mac in judged
    )
    standings = Counter(one.standing for one in found)
    new = len({one.mac for one in found if one.is_new})
    return Result(tally.asked, tally.frames, len(found), new, dict(standings), found[:_MOST_TOLD])


def _judged(
    connection: Connection, context: Context, segment_id: str, macs: Iterable[MacAddress], now_us: int
) -> dict[MacAddress, tuple[str, str | None]]:
    """(standing, the terminal's number in the ledger) of each MAC."""
    segment = views.segment_views(connection).get(segment_id)
    found: dict[MacAddress, tuple[str, str | None]] = {}
    if segment is None:
        return found
    for mac in macs:
        presence = views.presence(connection, segment, mac, (), now_us, context.listening_us)
        if presence is not None:
            verdict = judge_mac(presence)
            found[mac] = verdict.standing.value, verdict.terminal.reg_no if verdict.terminal else None
    return found


def _open(tx: Transaction, sweep_id: str) -> list[HeldOrder]:
    return [one for one in held_orders.of_sweep(tx.connection, sweep_id) if one.ended_us is None]


def _journal(
    tx: Transaction, action: str, about: Sweep, actor: str, content: Mapping[str, journal.JSON], reason: str | None
) -> None:
    journal.append(
        tx,
        actor=actor,
        action=action,
        subject_kind="segment",
        subject_id=about.segment_id,
        content={"sweep": about.id, **content},
        reason=reason,
    )
