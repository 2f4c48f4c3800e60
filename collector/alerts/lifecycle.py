"""The life of an alert: opened, renewed, confirmed, quiet, closed; opened again as the next episode. Pure.

Rule 1: one open episode at most for each dedup key; what goes on renews it and tells nobody again.
Rule 2: only what is confirmed is told, once an episode, once more when it gets graver than what was told, and anew when
the exemption that silenced it is over. What need not be told stands in the list with the reason, until it must.
What gets graver than its exemption covers is told, and covered again without a word when it is as before.
Rule 3: evidence from the past is folded in at its time; it never makes an old thing look current.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from collector.presence.interval import DAY_US, MINUTE_US
from collector.rules.finding import TURNS, Certainty, Evidence, Finding, Severity

QUIET_AFTER_US = 10 * MINUTE_US
TOLD_AGAIN_US = DAY_US // 2
"""A radio that joins and leaves a network all day is told when it gets graver than ever, else once in half a day."""
UNTOLD, TOLD_AS = "not_told", "told_as"
"""What the evidence calls the reason why nobody is told, and how grave it was when people were told last."""
CLOSED_AFTER_US = 7 * DAY_US
"""A quiet episode is remembered this long, across restarts: a stranger who reconnects is the same alert."""


class State(StrEnum):
    """`quiet`: not renewed lately; nobody knows that it is over."""

    OPEN = "open"
    QUIET = "quiet"
    CLOSED = "closed"


class What(StrEnum):
    """What happened to an alert; kept as its history."""

    OPENED = "opened"
    RENEWED = "renewed"
    CONFIRMED = "confirmed"
    ESCALATED = "escalated"
    RETURNED = "returned"
    EXEMPTED = "exempted"
    EXEMPTION_OVER = "exemption-over"
    EXEMPTION_OUTGROWN = "exemption-outgrown"
    QUIET = "quiet"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Approval:
    """The exemption that covers an alert, and the number it was approved under."""

    exemption_id: str
    number: str


@dataclass(frozen=True, slots=True)
class Alert:
    """`id` is None until the store gives one. `exempted_by`: why it tells nobody. `told_us`: when people were told last
    of what it is now; None also once an exemption was granted or is over, which makes it news again.
    """

    id: str | None
    rule: str
    dedup_key: str
    severity: Severity
    certainty: Certainty
    state: State
    evidence: Evidence
    first_us: int
    opened_us: int
    renewed_us: int
    confirmed_us: int | None = None
    closed_us: int | None = None
    times: int = 1
    episode: int = 1
    exempted_by: Approval | None = None
    told_us: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """The alert as it is now, what happened to it in order, and whether people are to be told."""

    alert: Alert
    what: tuple[What, ...]
    notify: bool = False
    detail: str = ""


def graded(alert: Alert | None, finding: Finding) -> Severity:
    """How grave a finding makes the newest episode of its dedup key: evidence from the past never makes it less so."""
    if alert is None or alert.state is State.CLOSED or finding.last_us >= alert.renewed_us:
        return finding.severity
    return max(alert.severity, finding.severity)


def advance(
    alert: Alert | None,
    finding: Finding,
    now_us: int,
    exempted_by: Approval | None = None,
    *,
    outgrown: bool = False,
) -> Step | None:
    """What a finding makes of the newest episode of its dedup key; None when it is evidence of one already closed.

    `outgrown`: the exemption that covered it lasts, but covers nothing so grave.
    """
    if finding.untold is not None:
        finding = replace(finding, evidence=finding.evidence | {UNTOLD: finding.untold})
    if alert is None or alert.state is State.CLOSED:
        if alert is not None and finding.last_us <= (alert.closed_us or 0):
            return None
        return _opened(finding, now_us, (alert.episode if alert else 0) + 1, exempted_by)
    return _renewed(alert, finding, now_us, exempted_by, outgrown)


def settle(alert: Alert, why: str, now_us: int) -> Step | None:
    """Closes an episode whose cause is known to be over; None when it is closed already."""
    if alert.state is State.CLOSED:
        return None
    return Step(replace(alert, state=State.CLOSED, closed_us=now_us), (What.CLOSED,), detail=why)


def tick(alert: Alert, now_us: int) -> Step | None:
    """What the passing of time makes of an alert; None when nothing."""
    if alert.state is State.OPEN and now_us - alert.renewed_us > QUIET_AFTER_US:
        return Step(replace(alert, state=State.QUIET), (What.QUIET,))
    if alert.state is State.QUIET and now_us - alert.renewed_us > CLOSED_AFTER_US:
        return Step(replace(alert, state=State.CLOSED, closed_us=now_us), (What.CLOSED,), detail="not seen again")
    return None


def exempt(alert: Alert, by: Approval) -> Step | None:
    """What a grant makes of an alert that is there already; None when it changes nothing."""
    if alert.state is State.CLOSED or alert.exempted_by == by:
        return None
    return Step(replace(alert, exempted_by=by, told_us=None), (What.EXEMPTED,))


def end_exemption(alert: Alert, now_us: int, *, still_so: bool) -> Step | None:
    """What the end of its exemption makes of an alert; None when none covered it.

    Told at once only where what it tells of is `still_so`; else when it comes back.
    """
    if alert.exempted_by is None:
        return None
    bare = replace(alert, exempted_by=None, told_us=None)
    is_told = still_so and bare.confirmed_us is not None and _is_to_be_told(bare)
    return Step(_told(bare, now_us, is_told), (What.EXEMPTION_OVER,), is_told, alert.exempted_by.number)


def _opened(finding: Finding, now_us: int, episode: int, exempted_by: Approval | None) -> Step:
    is_confirmed = finding.certainty is Certainty.CONFIRMED
    is_past = now_us - finding.last_us > QUIET_AFTER_US
    alert = Alert(
        id=None,
        rule=finding.rule,
        dedup_key=finding.dedup_key,
        severity=finding.severity,
        certainty=finding.certainty,
        state=State.QUIET if is_past else State.OPEN,
        evidence=finding.evidence,
        first_us=finding.first_us,
        opened_us=now_us,
        renewed_us=finding.last_us,
        confirmed_us=now_us if is_confirmed else None,
        episode=episode,
        exempted_by=exempted_by,
    )
    what = [What.OPENED]
    what += [What.EXEMPTED] if exempted_by else []
    what += [What.CONFIRMED] if is_confirmed else []
    what += [What.QUIET] if is_past else []
    is_told = is_confirmed and _is_to_be_told(alert)
    return Step(_told(alert, now_us, is_told), tuple(what), is_told)


def _renewed(alert: Alert, finding: Finding, now_us: int, exempted_by: Approval | None, outgrown: bool) -> Step:
    is_newly_confirmed = alert.confirmed_us is None and _is_confirmed_by(alert, finding, now_us)
    is_graver = finding.severity > alert.severity and alert.confirmed_us is not None
    is_back = alert.state is State.QUIET and now_us - finding.last_us <= QUIET_AFTER_US
    is_uncovered = alert.exempted_by is not None and exempted_by is None
    is_outgrown = is_uncovered and outgrown
    is_silence_over = is_uncovered and not outgrown
    is_silenced = exempted_by is not None and alert.exempted_by is None
    is_newer = finding.last_us >= alert.renewed_us
    renewed = replace(
        alert,
        severity=graded(alert, finding),
        certainty=Certainty.CONFIRMED if is_newly_confirmed else alert.certainty,
        state=State.OPEN if is_back else alert.state,
        evidence=_with_both(alert, finding) if is_newer else alert.evidence,
        first_us=min(alert.first_us, finding.first_us),
        renewed_us=max(alert.renewed_us, finding.last_us),
        confirmed_us=now_us if is_newly_confirmed else alert.confirmed_us,
        times=alert.times + 1,
        exempted_by=exempted_by,
        # What is covered again keeps when it was told, so that what rises and falls all day is no storm of letters.
        told_us=None if is_silence_over else alert.told_us,
    )
    what = [What.RETURNED] if is_back else [What.RENEWED]
    what += [What.EXEMPTED] if is_silenced else []
    what += [What.EXEMPTION_OVER] if is_silence_over else []
    what += [What.EXEMPTION_OUTGROWN] if is_outgrown else []
    what += [What.CONFIRMED] if is_newly_confirmed else []
    what += [What.ESCALATED] if is_graver else []
    is_untold = renewed.confirmed_us is not None and renewed.told_us is None
    is_told = (is_untold or (is_graver and _is_news(alert, finding, now_us))) and _is_to_be_told(renewed)
    return Step(_told(renewed, now_us, is_told), tuple(what), is_told)


def _told(alert: Alert, now_us: int, is_told: bool) -> Alert:
    if not is_told:
        return alert
    return replace(alert, told_us=now_us, evidence=alert.evidence | {TOLD_AS: alert.severity.word})


def _is_news(alert: Alert, finding: Finding, now_us: int) -> bool:
    told_as = alert.evidence.get(TOLD_AS)
    was = next((one for one in Severity if one.word == told_as), Severity.INFO)
    return finding.severity > was or now_us - (alert.told_us or 0) > TOLD_AGAIN_US


def _is_confirmed_by(alert: Alert, finding: Finding, now_us: int) -> bool:
    if finding.certainty is Certainty.CONFIRMED:
        return True
    if finding.confirm_after_times is not None and alert.times + 1 >= finding.confirm_after_times:
        return True
    has_lasted = finding.confirm_after_us is not None and now_us - alert.opened_us >= finding.confirm_after_us
    return has_lasted and now_us - finding.last_us <= QUIET_AFTER_US


def _with_both(alert: Alert, finding: Finding) -> Evidence:
    """Newest evidence, but what was said when the episode opened (latency, first seen), and how it was told, stays."""
    kept: Evidence = {
        name: alert.evidence[name] for name in ("latency_ms", "first_seen_us", TOLD_AS) if name in alert.evidence
    }
    return {**finding.evidence, **kept, **_turns(alert, finding)}


def _turns(alert: Alert, finding: Finding) -> Evidence:
    held, mac = alert.evidence.get(TURNS), finding.evidence.get("mac")
    if TURNS not in finding.evidence or not isinstance(held, int):
        return {}
    return {TURNS: held + (mac != alert.evidence.get("mac"))}


def _is_to_be_told(alert: Alert) -> bool:
    return alert.exempted_by is None and alert.severity > Severity.INFO and UNTOLD not in alert.evidence
