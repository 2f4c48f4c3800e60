"""`mingce-agent once`: one inventory, printed."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from agent.cli.command import ExitCode, Invocation, this_host
from agent.cli.language import N_
from agent.cli.table import aligned
from agent.cli.words import CODED, word
from agent.config import DEFAULT_STATE
from agent.errors import ConfigurationError
from agent.probes import ALL_PROBES
from agent.probes.runner import Answered, ask
from agent.state import StateDirectory
from agent.status import read_status
from protocol.codec import encode
from protocol.observations import OBSERVATION_TYPES, Looked, LookOutcome, Observation

_NAMES = {kind: name for name, kind in OBSERVATION_TYPES.items()}
_COLUMNS = {
    "adapter": ("name", "kind", "mac", "permanent_mac", "bus_path", "vendor_id", "product_id", "driver", "is_up"),
    "attached-device": (
        "device",
        "kind",
        "vendor_id",
        "product_id",
        "product",
        "drivers",
        "is_authorized",
        "interfaces",
    ),
    "wireless-device": (
        "device",
        "name",
        "sources",
        "denied_by",
        "driver",
        "soft_blocked",
        "hard_blocked",
        "mode",
        "is_up",
        "ssid",
        "clients",
    ),
    "interface-address": ("name", "address", "prefix_length", "scope", "is_dynamic"),
    "route": ("destination", "gateway", "gateway_mac", "metric", "table"),
    "resolver": ("address", "source"),
    "neighbour": ("address", "mac", "state"),
    "forwarding": ("version", "is_on", "interfaces"),
    "translation": ("family", "table", "chain", "kind", "out", "sources", "made_by"),
    "sharing-service": ("program", "does", "interfaces", "addresses", "made_by"),
    "antivirus": ("product", "state", "version", "is_real_time", "signatures_at_us", "listed_in"),
    "host-firewall": ("backend", "is_active", "input_policy", "input_rules", "made_by"),
    "listening-socket": ("transport", "port", "version", "is_any_address", "program"),
    "local-account": ("name", "uid", "has_empty_password", "is_locked", "logs_in_by_itself", "last_login_us"),
}
"""What fits a line; --json has everything."""
_LABELS = {("password-rules", "classes"): N_("kinds of characters")}
"""Where a field's name means another thing in another observation."""
EMPTY = {
    LookOutcome.SEEN: "none found",
    LookOutcome.NOTHING_HERE: "nothing here",
    LookOutcome.COULD_NOT_LOOK: "could not look",
}


def once(call: Invocation) -> ExitCode:
    state = _state_directory(call)
    answers = ask(ALL_PROBES, this_host(state))
    if call.arguments.explain:
        lines = _explanation(answers, call, state)
    else:
        lines = [_json(as_values(answers))] if call.arguments.json else as_text(answers, call)
    for line in lines:
        call.say(line)
    failed = any(answered.looked.outcome is LookOutcome.COULD_NOT_LOOK for answered in answers)
    return ExitCode.FAILED if failed else ExitCode.OK


def _explanation(answers: tuple[Answered, ...], call: Invocation, state: Path) -> list[str]:
    # Only here: who asks for an inventory alone needs none of it.
    from agent.cli import explain

    if call.arguments.json:
        return [_json(explain.explained(answers, call.translate))]
    return explain.as_explanation(answers, call, _standing(call, state), EMPTY)


def _state_directory(call: Invocation) -> Path:
    """The settings' one; the default for who may not read them."""
    try:
        return call.config().state_directory
    except ConfigurationError:
        return DEFAULT_STATE


def _standing(call: Invocation, state: Path) -> str | None:
    """What the running service said of itself last; None when it never did, or when it may not be read."""
    _ = call.translate
    try:
        told = read_status(StateDirectory(state))
    except ConfigurationError:
        return None
    if told is None or told.state == "stopped":
        return None
    place = _("attached to a declared segment") if told.is_attached else _("attached to no declared segment")
    return f"{_(told.state)}, {place}"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def as_values(answers: tuple[Answered, ...]) -> list[dict[str, Any]]:
    """The observations as a report would hold them."""
    return [_plain(item) for answered in answers for item in answered.whole]


def as_text(answers: tuple[Answered, ...], call: Invocation) -> list[str]:
    _ = call.translate
    lines: list[str] = []
    for answered in answers:
        lines += ["", _(answered.probe.title).upper() if call.language == "en" else _(answered.probe.title)]
        lines += _tables(answered.observations, call) or ["  " + _(EMPTY[answered.looked.outcome])]
    lines += ["", _("What could not be seen").upper() if call.language == "en" else _("What could not be seen")]
    unseen = [(_(one.probe.title), one.looked.reason) for one in answers if one.looked.reason]
    return lines[1:] + (aligned(unseen, "  ") or ["  " + _("everything was seen")])


def _tables(observations: tuple[Observation, ...], call: Invocation) -> list[str]:
    lines: list[str] = []
    kinds = list(dict.fromkeys(_NAMES[type(item)] for item in observations))
    for kind in kinds:
        rows = [_plain(item) for item in observations if _NAMES[type(item)] == kind]
        columns = _COLUMNS.get(kind)
        if columns is None:
            lines += [line for row in rows for line in aligned(_flat(row, call, kind), "  ")]
        else:
            head = [_label(kind, name, call) for name in columns]
            lines += aligned([head, *([_field(name, row[name], call) for name in columns] for row in rows)], "  ")
    return lines


def _label(kind: str, name: str, call: Invocation) -> str:
    """A field's name; a time is shown as a clock shows it, whatever unit the schema has."""
    said = _LABELS.get((kind, name)) or name.replace("_", " ")
    return call.translate(said).removesuffix(" us").removesuffix("(微秒)")


def _flat(row: dict[str, Any], call: Invocation, kind: str, before: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name, value in row.items():
        label = before + _label(kind, name, call)
        if name == "type":
            continue
        if isinstance(value, dict):
            found += _flat(value, call, kind, f"{label}: ")
        else:
            found.append((label, _field(name, value, call)))
    return found


def _field(name: str, value: Any, call: Invocation) -> str:
    if name.endswith("_us") and value is not None:
        return _moment(value)
    return word(value, call.translate) if name in CODED and isinstance(value, str) else _cell(value, call)


def _cell(value: Any, call: Invocation) -> str:
    if value is None or value == []:
        return "–"
    if isinstance(value, bool):
        _ = call.translate
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(_cell(item, call) for item in value)
    if isinstance(value, dict):
        return " ".join(_cell(item, call) for item in value.values())
    return str(value)


def _moment(wall_us: int) -> str:
    """As a clock on this PC's wall would show it."""
    return datetime.fromtimestamp(wall_us / 1e6, UTC).astimezone().isoformat(" ", "seconds")


def _plain(item: Observation) -> dict[str, Any]:
    fields: dict[str, Any] = json.loads(encode(item))
    return {"type": "looked" if isinstance(item, Looked) else _NAMES[type(item)]} | fields
