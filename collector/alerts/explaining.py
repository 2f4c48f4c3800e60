"""One cause, one letter: which of a PC's findings another one tells of already. Pure.

Nothing is lost: what is explained is an alert of its own in the list, and is told when the other one is settled or
exempted.
"""

from collections.abc import Iterable
from dataclasses import replace

from collector.rules.finding import Conclusion, Finding

_BY = {"two-zones-at-once": frozenset({"wireless-adapter", "other-way-out"})}
"""A radio or tether in use is a second network by its nature; the rule that names the device tells more."""


def explained(conclusions: Iterable[Conclusion]) -> list[Conclusion]:
    """The same conclusions; findings about an interface that an as grave finding is about name that one."""
    said = list(conclusions)
    by_interface: dict[str, list[Finding]] = {}
    for one in said:
        if isinstance(one, Finding) and one.untold is None:
            for name in _interfaces(one):
                by_interface.setdefault(name, []).append(one)
    return [_explained(one, by_interface) if isinstance(one, Finding) else one for one in said]


def _explained(finding: Finding, by_interface: dict[str, list[Finding]]) -> Finding:
    others = [other for name in _interfaces(finding) for other in by_interface.get(name, ())]
    for other in others:
        is_of_it = other.subject.kind is finding.subject.kind and other.subject.id == finding.subject.id
        if is_of_it and other.rule in _BY.get(finding.rule, ()) and other.severity >= finding.severity:
            return replace(finding, explained_by=other.dedup_key)
    return finding


def _interfaces(finding: Finding) -> list[str]:
    one, more = finding.evidence.get("interface"), finding.evidence.get("interfaces")
    names = [one, *(more if isinstance(more, list) else [])]
    return list(dict.fromkeys(str(name) for name in names if name))
