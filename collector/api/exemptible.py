"""What an exemption is to be about: the rule and the subject a person named, as the ledger and the alerts know them."""

from dataclasses import dataclass

from collector.errors import InvalidValue, NotFound
from collector.ledger.exemption import require_exemptible, severity_called, up_to_of_alert, up_to_unasked
from collector.rules import ALL_RULES
from collector.rules.facts import AgentFacts, ClockFacts, MacFacts, PresenceFacts, ServerFacts
from collector.rules.finding import Severity
from collector.store import Connection, alerts, exemptions, segments, terminals
from collector.store.register import did_you_mean
from collector.store.scope import Scope
from protocol.mac import MacAddress
from protocol.phrases import Phrase, say

_SUBJECTS: dict[type, tuple[str, ...]] = {
    PresenceFacts: ("terminal", "mac", "segment"),
    ServerFacts: ("mac", "segment"),
    MacFacts: ("terminal", "mac", "segment"),
    AgentFacts: ("terminal",),
    ClockFacts: ("terminal",),
}
"""What the findings of rules about such facts can be told by; other rules are exempted by an alert of theirs."""

_ADVICE = {
    ("terminal",): say("exempt the terminal"),
    ("mac", "segment"): say("exempt the MAC or the segment"),
}
_KINDS = {"terminal": Phrase("terminal"), "segment": Phrase("segment"), "mac": Phrase("MAC address")}
_ABOUT = {rule.id: rule.about for rule in ALL_RULES}
_SEVERITY: dict[str, Severity] = {rule.id: rule.severity for rule in ALL_RULES}
_MOST_NAMED = 8


@dataclass(frozen=True, slots=True)
class About:
    """What a person named: a rule and one of the subjects, or an alert."""

    rule: str | None
    terminal: str | None = None
    mac: str | None = None
    segment: str | None = None
    alert: str | None = None
    part: str | None = None

    @property
    def subject(self) -> tuple[str, str]:
        """The one subject's kind and name; raises InvalidValue."""
        kinds = ("terminal", "mac", "segment", "alert")
        given = [(kind, name) for kind in kinds if (name := getattr(self, kind)) is not None]
        if len(given) != 1:
            raise InvalidValue(
                "subject",
                "none is given" if not given else "more than one is given",
                "give one: a terminal, a MAC, a segment, or an alert",
            )
        return given[0]


@dataclass(frozen=True, slots=True)
class Exemptible:
    """As an exemption says it; `unit_id` where the subject itself does not tell whose it is, `severity` of an alert."""

    rule: str
    kind: str
    id: str
    part: str | None
    unit_id: str | None = None
    severity: Severity | None = None


def subject_of(connection: Connection, scope: Scope, given: About) -> Exemptible:
    """Raises InvalidValue, NotFound (naming what comes near), NotAllowed for a rule nothing is exempted from."""
    kind, name = given.subject
    found = _of_alert(connection, scope, given, name) if kind == "alert" else _named(connection, scope, given)
    require_exemptible(found.rule)
    return found


def up_to(connection: Connection, found: Exemptible, said: str | None) -> Severity:
    """How far the exemption reaches: as far as somebody `said`, else by what stands; raises InvalidValue."""
    if said is not None:
        return severity_called(said)
    if found.severity is not None:
        return up_to_of_alert(found.severity)
    standing = alerts.coverable(connection, found.rule, found.id, found.part)
    return up_to_unasked([one.severity for one in standing], _SEVERITY[found.rule])


def _of_alert(connection: Connection, scope: Scope, given: About, alert_id: str) -> Exemptible:
    held = alerts.find(connection, scope, alert_id)
    if given.rule not in (None, held.alert.rule):
        raise InvalidValue(
            say("rule {rule!r}", rule=str(given.rule)[:64]),
            say("the alert is of the rule {rule}", rule=held.alert.rule),
            "leave the rule out: the alert names it",
        )
    if given.part is not None and given.part != held.part:
        raise InvalidValue("part", "the alert names its own", "leave it out")
    require_known_rule(held.alert.rule)
    return Exemptible(held.alert.rule, held.subject_kind, held.subject_id, held.part, held.unit_id, held.alert.severity)


def _named(connection: Connection, scope: Scope, given: About) -> Exemptible:
    kind, name = given.subject
    if given.rule is None:
        raise InvalidValue("rule", "is missing", "name the rule, or an alert, which names it")
    require_known_rule(given.rule)
    _require_subject(given.rule, kind)
    if kind == "terminal":
        terminal_id = terminals.find(connection, scope, name).id
        part = _part(connection, scope, given.rule, terminal_id, given.part)
        return Exemptible(given.rule, kind, terminal_id, part)
    if given.part is not None:
        raise InvalidValue("part", say("a {kind} has none", kind=_KINDS[kind]), "name the terminal whose part it is")
    if kind == "segment":
        return Exemptible(given.rule, kind, segments.find(connection, scope, name).id, None)
    mac = MacAddress.parse(name)
    return Exemptible(given.rule, kind, str(mac), None, exemptions.unit_of_mac(connection, mac))


def require_known_rule(rule: str) -> None:
    """Raises NotFound naming the near ones."""
    if rule not in _ABOUT:
        every = say("the rules are {rules}", rules=", ".join(sorted(_ABOUT)))
        raise NotFound(say("rule {rule!r}", rule=rule[:64]), "there is none", did_you_mean(rule, set(_ABOUT)) or every)


def _require_subject(rule: str, kind: str) -> None:
    require_exemptible(rule)
    allowed = _SUBJECTS.get(_ABOUT[rule], ())
    if kind not in allowed:
        raise InvalidValue(
            say("rule {rule}", rule=rule),
            say("never tells of a {kind}", kind=_KINDS[kind]),
            _ADVICE.get(allowed, "name an alert of it"),
        )


def _part(connection: Connection, scope: Scope, rule: str, subject_id: str, name: str | None) -> str | None:
    """The part of that name; raises NotFound: an exemption for a part nobody ever saw would silence nothing."""
    if name is None:
        return None
    known = alerts.known_parts(connection, scope, rule, subject_id)
    fitting = [part for part, names in known.items() if part == name or name in names]
    if len(fitting) == 1:
        return fitting[0]
    told = [f"{part} ({', '.join(sorted(names))})" if names else part for part, names in sorted(known.items())]
    raise NotFound(
        say("part {part!r}", part=name[:64]),
        "no alert of that rule about that terminal named it" if not fitting else "more than one has that name",
        say("known: {known}", known=", ".join(told[:_MOST_NAMED])) if told else "name the terminal alone, or an alert",
    )
