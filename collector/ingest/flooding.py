"""Floods of forged MACs: noticed by their number, told once, and not worked off stranger by stranger."""

from collections import defaultdict
from collections.abc import Collection, Iterator

from collector.alerts.lifecycle import State
from collector.ingest.folding import Folded
from collector.presence.interval import MINUTE_US
from collector.presence.subject import SegmentView
from collector.rules.address_flood import GLIMPSE_US, flood_key
from collector.rules.facts import FloodFacts
from collector.store import alerts, newcomers
from collector.store.transaction import Transaction
from protocol.mac import MacAddress

LOOKED_AT_FROM = 32
"""A delivery that names fewer MACs of a segment is no flood, and nothing is counted."""
JUDGED_AT_MOST = 64
"""Strangers heard for a moment that one delivery has judged each by itself while a flood stands."""

CROWD = 8
"""So many unregistered MACs within GLIMPSE_US are not confirmed by a second witness of the same moment alone."""


def floods(tx: Transaction, folded: Folded, segments: dict[str, SegmentView], witness: str) -> Iterator[FloodFacts]:
    """Segments on which many unregistered MACs came within a minute, each heard for a moment."""
    for segment_id, macs in _by_segment(folded).items():
        if len(macs) < LOOKED_AT_FROM or segment_id not in segments:
            continue
        since_us = tx.now_us - MINUTE_US
        glimpsed = newcomers.count(tx.connection, segment_id, since_us, GLIMPSE_US)
        yield FloodFacts(segments[segment_id], since_us, tx.now_us, tx.now_us, witness, glimpsed=glimpsed)


def crowded(tx: Transaction, folded: Folded) -> set[str]:
    """Segments on which so many strangers came just now that one frame of each, heard by two, proves none of them."""
    found = set()
    for segment_id, macs in _by_segment(folded).items():
        since_us = tx.now_us - GLIMPSE_US
        # Most deliveries tell of nobody unknown: the count is left out.
        is_new = bool(newcomers.among(tx.connection, segment_id, macs, GLIMPSE_US))
        if is_new and newcomers.count(tx.connection, segment_id, since_us, GLIMPSE_US) >= CROWD:
            found.add(segment_id)
    return found


def left_out(tx: Transaction, folded: Folded) -> set[tuple[str, MacAddress]]:
    """Whom a flood leaves unjudged until heard again; they stay on record as bindings."""
    found: set[tuple[str, MacAddress]] = set()
    for segment_id, macs in _by_segment(folded).items():
        if len(macs) <= JUDGED_AT_MOST or not _stands(tx, segment_id):
            continue
        glimpsed = newcomers.among(tx.connection, segment_id, macs, GLIMPSE_US)
        found |= {(segment_id, mac) for mac in sorted(macs)[JUDGED_AT_MOST:] if str(mac) in glimpsed}
    return found


def _stands(tx: Transaction, segment_id: str) -> bool:
    held = alerts.newest(tx.connection, flood_key(segment_id))
    return held is not None and held.state is State.OPEN


def _by_segment(folded: Folded) -> dict[str, Collection[MacAddress]]:
    found: dict[str, set[MacAddress]] = defaultdict(set)
    for segment_id, mac in folded.presences:
        found[segment_id].add(mac)
    return dict(found)
