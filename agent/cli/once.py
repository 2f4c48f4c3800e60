"""`mingce-agent once`: one inventory, printed."""

import json
from datetime import UTC, datetime
from typing import Any

from agent.cli.command import ExitCode, Invocation, this_host
from agent.cli.table import aligned
from agent.probes import ALL_PROBES
from agent.probes.runner import Answered, ask
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
}
"""What fits a line; --json has everything."""
EMPTY = {
    LookOutcome.SEEN: "none found",
    LookOutcome.NOTHING_HERE: "nothing here",
    LookOutcome.COULD_NOT_LOOK: "could not look",
}


def once(call: Invocation) -> ExitCode:
    answers = ask(ALL_PROBES, this_host())
    if call.arguments.json:
        call.say(json.dumps(as_values(answers), ensure_ascii=False, indent=2))
    else:
        for line in as_text(answers, call):
            call.say(line)
    failed = any(answered.looked.outcome is LookOutcome.COULD_NOT_LOOK for answered in answers)
    return ExitCode.FAILED if failed else ExitCode.OK


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
            lines += [line for row in rows for line in aligned(_flat(row, call), "  ")]
        else:
            head = [call.translate(name.replace("_", " ")) for name in columns]
            lines += aligned([head, *([_cell(row[name], call) for name in columns] for row in rows)], "  ")
    return lines


def _flat(row: dict[str, Any], call: Invocation, before: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name, value in row.items():
        label = before + call.translate(name.replace("_", " ")).removesuffix(" us")
        if name == "type":
            continue
        if isinstance(value, dict):
            found += _flat(value, call, f"{label}: ")
        else:
            found.append((label, _moment(value) if name.endswith("_us") and value is not None else _cell(value, call)))
    return found


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
