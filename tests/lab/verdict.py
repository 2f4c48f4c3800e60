"""Do the alerts that stand match those expected, one to one? Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.lab.scenarios.scenario import Expected

Alert = Mapping[str, Any]

_SHOWN = ("severity", "certainty")
_TELLING = ("grade", "kind", "by", "interface", "clients")
_ABOUT = ("interface", "device", "mac")
_TURNS = frozenset({"opened", "confirmed", "escalated", "returned"})


@dataclass(frozen=True, slots=True)
class Verdict:
    """`missing` are expected and do not stand, `surplus` stand and are not expected."""

    matched: tuple[Alert, ...]
    missing: tuple[Expected, ...]
    surplus: tuple[Alert, ...]

    @property
    def is_right(self) -> bool:
        return not self.missing and not self.surplus


def key(alert: Alert) -> tuple[Any, ...]:
    """What makes an alert say something else than before; times and counts do not."""
    return (alert["id"], *(alert[name] for name in _SHOWN), *(str(alert["evidence"].get(name)) for name in _TELLING))


def news(standing: Iterable[Alert], before: Iterable[Alert]) -> list[Alert]:
    """What stands now and did not, or said something else."""
    known = {key(alert) for alert in before}
    return [alert for alert in standing if key(alert) not in known]


def judge(standing: Sequence[Alert], expected: Sequence[Expected]) -> Verdict:
    """Each expectation takes one alert; the one with most facts chooses first, as it can take the fewest."""
    left = list(standing)
    matched, missing = [], []
    for wanted in sorted(expected, key=lambda item: -len(item.facts)):
        found = next((alert for alert in left if fits(alert, wanted)), None)
        if found is None:
            missing.append(wanted)
        else:
            left.remove(found)
            matched.append(found)
    return Verdict(tuple(matched), tuple(missing), tuple(left))


def fits(alert: Alert, wanted: Expected) -> bool:
    said = {name: alert[name] for name in _SHOWN} | alert["evidence"]
    return alert["rule"] == wanted.rule and all(said.get(name) == value for name, value in wanted.facts.items())


def shown(alert: Alert) -> str:
    """An alert in a few words."""
    evidence = alert["evidence"]
    words = [str(evidence[name]) for name in ("kind", "by", "grade") if evidence.get(name)]
    about = next((evidence[name] for name in _ABOUT if evidence.get(name)), "")
    return " ".join([alert["rule"], *words, alert["severity"], *([f"({about})"] if about else [])])


def turned_us(whole: Alert, since_us: int) -> int | None:
    """When an alert with its history was opened or made graver after `since_us`; None: it was not, or milder."""
    turns = [event["at_us"] for event in whole["events"] if event["what"] in _TURNS and event["at_us"] >= since_us]
    return max(turns, default=None)
