"""Plays scenarios on the site and judges what came of all of them together."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.lab.table import Row
from tests.lab.verdict import turned_us
from tests.support.wire_site.scenarios import Besides, Scenario, Wanted
from tests.support.wire_site.site import Alert, WireSite


@dataclass(frozen=True, slots=True)
class Played:
    """A scenario that runs since `since_us`."""

    scenario: Scenario
    since_us: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """`surplus`: alerts of this run that no scenario wants. `repeated`: what was opened or confirmed twice."""

    rows: tuple[Row, ...]
    surplus: tuple[Alert, ...]
    repeated: tuple[str, ...]

    @property
    def wrong(self) -> list[str]:
        """One line a fault; empty: each verdict once, and nothing else."""
        missed = [f"{row.scenario}: {row.verdict}; expected {row.expected}" for row in self.rows if not row.is_right]
        return [*missed, *(f"not expected: {told(one)} {one['evidence']}" for one in self.surplus), *self.repeated]


def play(site: WireSite, scenarios: Sequence[Scenario], patience: float = 150, hold: float = 5) -> Outcome:
    """All of them at once, as attackers do not queue up; `hold` seconds after the last alert the verdict falls."""
    before = {alert["id"] for alert in site.alerts()}

    def news() -> list[Alert]:
        return [alert for alert in site.alerts() if alert["id"] not in before]

    played = []
    for scenario in scenarios:
        site.tell(f"now: {scenario.name}")
        played.append(Played(scenario, time.time_ns() // 1000))
        scenario.play(site)
    wanted = [one for scenario in scenarios for one in scenario.wanted]
    _wait(lambda: all(any(fits(site, alert, one) for alert in news()) for one in wanted), patience)
    time.sleep(hold)
    return _judged(site, played, news())


def fits(site: WireSite, alert: Alert, wanted: Wanted) -> bool:
    """Rule, subject, certainty and evidence."""
    said = alert["evidence"]
    return (
        (alert["rule"], alert["certainty"]) == (wanted.rule, "confirmed")
        and alert["subject_id"] == site.named(wanted.subject)
        and all(said.get(name) == value for name, value in wanted.says.items())
        and all(value in said.get(name, ()) for name, value in wanted.holds.items())
    )


def told(alert: Alert) -> str:
    return f"{alert['rule']} {alert['certainty']} ({alert['subject_id']})"


def _is_besides(alert: Alert, item: Besides) -> bool:
    about = (alert["subject_id"], alert["part"] or "")
    is_meant = alert["rule"] == item.rule and any(one.startswith(item.about) for one in about)
    return is_meant and (item.is_told or alert["told_us"] is None)


def _judged(site: WireSite, played: Sequence[Played], news: Sequence[Alert]) -> Outcome:
    left = list(news)
    rows, repeated = [], []
    for one in played:
        for wanted in one.scenario.wanted:
            found = [alert for alert in left if fits(site, alert, wanted)]
            left = [alert for alert in left if alert not in found]
            rows.append(_row(site, one, wanted, found))
            repeated += [f"{told(alert)}: {why}" for alert in found if (why := _again(site, alert))]
        left = [alert for alert in left if not any(_is_besides(alert, item) for item in one.scenario.besides)]
    return Outcome(tuple(rows), tuple(left), tuple(repeated))


def _row(site: WireSite, played: Played, wanted: Wanted, found: Sequence[Alert]) -> Row:
    said = "; ".join(map(told, found)) or "nothing"
    turns = [turned_us(alert | {"events": site.history(alert)}, played.since_us) for alert in found]
    told_us = max((turn for turn in turns if turn is not None), default=None)
    latency = None if told_us is None else (told_us - played.since_us) / 1000
    return Row(played.scenario.name, "", said, str(wanted), latency, len(found) == 1)


def _again(site: WireSite, alert: Alert) -> str | None:
    """Why it was told more than once."""
    happened = [event["what"] for event in site.history(alert)]
    often = [what for what in ("opened", "confirmed", "returned") if happened.count(what) > 1]
    return f"{', '.join(often)} more than once: {happened}" if often or "returned" in happened else None


def _wait(look: Callable[[], bool], seconds: float) -> None:
    """As long as it takes, at most that long: what is missing then is said by the verdict."""
    deadline = time.monotonic() + seconds
    while not look() and time.monotonic() < deadline:
        time.sleep(0.5)
