"""The table a run prints, and percentiles of latencies. Pure."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One step's outcome; `latency_ms` from the act's moment to the last expected alert stored, None: none expected."""

    scenario: str
    step: str
    verdict: str
    expected: str
    latency_ms: float | None
    is_right: bool


HEADINGS = ("scenario", "step", "verdict", "expected", "latency", "")


def table(rows: Sequence[Row]) -> str:
    cells = [HEADINGS, *(_cells(row) for row in rows)]
    widths = [max(_width(line[column]) for line in cells) for column in range(len(HEADINGS))]
    return "\n".join(
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in cells
    )


def _cells(row: Row) -> tuple[str, ...]:
    latency = "" if row.latency_ms is None else f"{row.latency_ms:.0f} ms"
    return (row.scenario, row.step, row.verdict, row.expected, latency, "ok" if row.is_right else "NOT OK")


def _width(text: str) -> int:
    """Columns on a terminal."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of them does not exceed (nearest rank); raises ValueError."""
    if not values:
        raise ValueError("no values")
    ordered = sorted(values)
    rank = max(1, -(-len(ordered) * round(share * 1000) // 1000))
    return ordered[rank - 1]
