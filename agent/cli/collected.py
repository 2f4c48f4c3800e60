"""`mingce-agent collected`: the published list of everything that can be sent. What is not here cannot be sent."""

import inspect
import json
import types
from typing import Any, get_args, get_origin

from agent.cli.command import ExitCode, Invocation
from agent.cli.table import aligned
from protocol.observations import OBSERVATION_TYPES
from protocol.schema import DeclaredField, declared_fields


def collected(call: Invocation) -> ExitCode:
    """Prints observation types, their fields, bounds and sources, straight from the schema the codec enforces."""
    if call.arguments.json:
        call.say(json.dumps(published(call), ensure_ascii=False, indent=2))
        return ExitCode.OK
    _ = call.translate
    call.say(_("Everything this agent can say about this PC. No contents, no addresses visited, no keystrokes."))
    call.say(_("While this PC is attached to no declared segment, only that it was elsewhere is said."))
    for name, described in published(call).items():
        call.say()
        call.say(f"{name}: {described['about']}" if described["about"] else name)
        rows = [(one["field"], one["says"], one["bound"], one["source"]) for one in described["fields"]]
        for line in aligned(rows, "  "):
            call.say(line)
    return ExitCode.OK


def published(call: Invocation) -> dict[str, Any]:
    """Every observation type by its name on the wire, with everything that hangs below it."""
    found: dict[str, Any] = {}
    for name, kind in OBSERVATION_TYPES.items():
        about = " ".join((inspect.getdoc(kind) or "").split())
        if about.startswith(f"{kind.__name__}("):
            about = ""
        found[name] = {"about": call.translate(about) if about else "", "fields": _fields(kind, call, "")}
    return found


def _fields(kind: Any, call: Invocation, before: str) -> list[dict[str, str]]:
    lines = []
    for item in declared_fields(kind):
        lines.append(
            {
                "field": before + item.name,
                "says": call.translate(item.field.says),
                "bound": _bound(item, call),
                "source": item.field.source,
            }
        )
        below = message_in(item.type)
        if below is not None:
            lines += _fields(below, call, f"{before}{item.name}.")
    return lines


def _bound(item: DeclaredField, call: Invocation) -> str:
    _ = call.translate
    if item.field.most is None:
        return ""
    if get_origin(item.type) is tuple:
        return _("at most {} items").format(item.field.most)
    if str in (item.type, *get_args(item.type)) or not _is_number(item.type):
        return _("at most {} characters").format(item.field.most)
    return _("at most {}").format(item.field.most)


def _is_number(hint: Any) -> bool:
    return int in (hint, *get_args(hint))


def message_in(hint: Any) -> Any:
    """The message type a field holds, alone, in a list or optional."""
    candidates = get_args(hint) if get_origin(hint) in (tuple, types.UnionType) else (hint,)
    return next((one for one in candidates if isinstance(one, type) and _is_message(one)), None)


def _is_message(hint: type) -> bool:
    try:
        return bool(declared_fields(hint))
    except TypeError:
        return False
