"""`mingce-agent once --explain`: what was seen, from where, what could not be seen, what would help, what is sent."""

from collections.abc import Callable
from typing import Any, Final

from agent.cli.advice import advice_for
from agent.cli.command import Invocation
from agent.cli.language import N_
from agent.cli.sentences import sentence_of
from agent.cli.table import clean
from agent.privacy import WITHHELD, may_be_said
from agent.probes.runner import Answered
from protocol.observations import Looked, LookOutcome, Observation
from protocol.schema import declared_fields

Translate = Callable[[str], str]
_READS: Final = {
    "host-identity": N_("/proc/sys/kernel, /etc/os-release, DMI in /sys (its serial numbers: root helper)"),
    "adapters": N_("the kernel's list of links (rtnetlink), /sys/class/net"),
    "attached-devices": N_("/sys/bus (USB, PCI, SDIO, Thunderbolt), the kernel's modules.alias, the shipped tables"),
    "wireless": N_("nl80211, /sys/class/ieee80211 and net, /proc/net/wireless, /dev/rfkill, /sys/bus"),
    "addressing": N_("the kernel's addresses, routes and neighbours (rtnetlink), /etc/resolv.conf"),
    "neighbours": N_("the kernel's neighbours (rtnetlink)"),
    "sharing": N_("/proc/sys/net, the packet filter (root helper), running programs and their settings"),
    "antivirus": N_("/var/lib/dpkg/status, systemd's units, running programs, the list of known products"),
    "firewall": N_("the packet filter (root helper), systemd's units"),
    "listening": N_("/proc/net/tcp and udp, who holds a port (root helper)"),
    "accounts": N_(
        "/etc/passwd, settings of PAM and of greeters, records of log-ins, /etc/shadow (root helper, never a hash)"
    ),
    "time": N_("running programs, systemd's units, /run/systemd/timesync"),
}
"""Where each probe looks, for a person; --json has the source of each field."""
_MOST_SENTENCES = 40
"""Of one probe; --json has them all."""


def explained(answers: tuple[Answered, ...], _: Translate) -> list[dict[str, Any]]:
    """For a machine: one object for each probe; `elsewhere` is what may be said attached to no declared segment."""
    return [
        {
            "probe": one.probe.name,
            "title": _(one.probe.title),
            "outcome": one.looked.outcome.value,
            "read_from": list(sources_of(one)),
            "seen": [sentence_of(item, _) for item in one.observations],
            "unseen": one.looked.reason,
            "what_helps": [_(text) for text in advice_for(one.looked.reason)] if one.looked.reason else [],
            "elsewhere": said_elsewhere(one),
            "withheld_fields": withheld_fields(one),
        }
        for one in answers
    ]


def as_explanation(
    answers: tuple[Answered, ...], call: Invocation, standing: str | None, empty: dict[LookOutcome, str]
) -> list[str]:
    """For a person; `standing` is what the running service says of itself, `empty` the word for each outcome."""
    _ = call.translate
    lines: list[str] = []
    for one in answers:
        lines += ["", headline(_(one.probe.title), call)]
        lines += [f"  {clean(line)}" for line in _of_probe(one, _, empty)]
    lines += ["", headline(_("What is sent"), call), *(f"  {line}" for line in _sending(answers, _, standing))]
    return lines[1:]


def headline(title: str, call: Invocation) -> str:
    return title.upper() if call.language == "en" else title


def _of_probe(one: Answered, _: Translate, empty: dict[LookOutcome, str]) -> list[str]:
    seen = [f"+ {sentence_of(item, _)}" for item in one.observations[:_MOST_SENTENCES]]
    if len(one.observations) > _MOST_SENTENCES:
        seen.append("+ " + _("… and {count} more").format(count=len(one.observations) - _MOST_SENTENCES))
    lines = seen or [f"+ {_(empty[one.looked.outcome])}"]
    if one.looked.reason:
        lines.append("- " + _("could not be seen: {reason}").format(reason=one.looked.reason))
        lines += ["  " + _("what would help: {text}").format(text=_(text)) for text in advice_for(one.looked.reason)]
    places = _(_READS[one.probe.name]) if one.probe.name in _READS else ", ".join(sources_of(one))
    return [*lines, "  " + _("read from: {places}").format(places=places)] if places else lines


def sources_of(one: Answered) -> tuple[str, ...]:
    """Where the kernel or a file says it, as the schema of what this probe observes declares; each place once."""
    kinds: tuple[Any, ...] = one.probe.observes
    fields = [item.field for kind in kinds for item in declared_fields(kind)]
    return tuple(dict.fromkeys(place for field in fields if field.source for place in field.source.split(", ")))


def said_elsewhere(one: Answered) -> str:
    """`all`, `part` or `nothing` of an answer may be said while this PC is attached to no declared segment."""
    said = may_be_said(one.whole, False)
    if any(isinstance(item, Looked) and item.reason == WITHHELD for item in said):
        return "nothing"
    return "all" if said == one.whole else "part"


def withheld_fields(one: Answered) -> list[str]:
    """Names of the fields that are emptied then."""
    names: dict[str, None] = {}
    for kept, item in _pairs(one):
        names |= {name: None for name in _slots(item) if getattr(kept, name) != getattr(item, name)}
    return list(names)


def _pairs(one: Answered) -> list[tuple[Observation, Observation]]:
    said = [item for item in may_be_said(one.whole, False) if not isinstance(item, Looked)]
    return list(zip(said, one.observations, strict=True)) if len(said) == len(one.observations) else []


def _slots(item: Any) -> tuple[str, ...]:
    return tuple(item.__slots__)


def _sending(answers: tuple[Answered, ...], _: Translate, standing: str | None) -> list[str]:
    nothing = [_(one.probe.title) for one in answers if said_elsewhere(one) == "nothing"]
    fields = [_(name.replace("_", " ")) for one in answers for name in withheld_fields(one)]
    without = [_("… and without these of what remains: {fields}").format(fields=", ".join(dict.fromkeys(fields)))]
    return [
        _("now: {standing}").format(standing=standing or _("the service does not run: nothing")),
        _("attached to a declared segment: everything above, signed, to this site's collector and nobody else"),
        _("attached to none: everything above but {titles}").format(titles=", ".join(nothing) or "–"),
        *(without if fields else ()),
        _("never: contents, addresses visited, keystrokes, passwords, or anything that `collected` does not list"),
    ]
