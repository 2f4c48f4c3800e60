"""Putting the answer together; what it is put together from is in test_drift.py."""

from collector.api.drift_answers import Listing, field_out
from collector.ledger.custody import Custody
from collector.ledger.drift import DAY_US, DriftField, DriftKind, Observed, Sighted, Terms, compare
from collector.ledger.life_cycle import Status
from collector.ledger.reconciling import Books, Seen
from collector.ledger.terminal import Terminal, TerminalType
from collector.ledger.version import Version
from collector.store.drift import Pair

NOW = 1_772_000_000_000_000


def pair(unit: str, reg_no: str, days: float | None, **changes: object) -> Pair:
    row = Terminal(unit_id=unit, terminal_type=TerminalType.DESKTOP, status=Status.ADMITTED, reg_no=reg_no, **changes)  # type: ignore[arg-type]
    last_us = None if days is None else NOW - int(days * DAY_US)
    seen = Seen(Sighted(last_us, NOW - 200 * DAY_US, None if days is not None else "nobody watches"))
    return Pair(Version(reg_no, 0, None, row), Books(row, 0, Custody(owner_id="o"), unit_name=unit), seen, None)


def listed(*pairs: Pair) -> Listing:
    listing = Listing(NOW, Terms(), is_whole=False)
    for one in pairs:
        listing.take(one)
    return listing


def test_units_add_up_to_the_total() -> None:
    found = listed(pair("甲局", "1", 0.5), pair("甲局", "2", 40), pair("乙局", "3", 100)).shown(None, is_cut=False)

    assert {one.unit_name: (one.admitted, one.not_seen) for one in found.units} == {"甲局": (2, 1), "乙局": (1, 1)}
    assert (found.total.admitted, found.total.not_seen, found.total.zombie) == (3, 2, 1)
    assert found.total.agents.whole == 3


def test_who_could_not_be_seen_is_counted_apart() -> None:
    found = listed(pair("甲局", "1", None)).shown([DriftKind.NOT_SEEN], is_cut=False)

    assert (found.total.unseeable, found.total.not_seen, found.rows) == (1, 0, [])
    assert found.total.registration.percent is None


def test_asking_for_the_absent_gives_the_long_absent_too() -> None:
    listing = listed(pair("甲局", "1", 10), pair("甲局", "2", 40), pair("甲局", "3", 100))

    assert [row.kind for row in listing.shown([DriftKind.NOT_SEEN], is_cut=False).rows] == [
        "not-seen",
        "long-offline",
        "zombie",
    ]
    assert [row.reg_no for row in listing.shown([DriftKind.ZOMBIE], is_cut=False).rows] == ["3"]


def test_field_carries_what_stands_for_it() -> None:
    one = compare(DriftField.HOSTNAME, ("a",), Observed(("b",), 5, "d" * 64))

    shown = field_out(one)
    assert (shown.token, shown.report, shown.seen_us) == (one.token, "d" * 64, 5)
