"""What a person can see of the agent without a literal call of `_`: what its schema, probes and settings declare."""

import ast
import inspect
from pathlib import Path

from agent.cli.collected import message_in
from agent.cli.once import EMPTY
from agent.cli.status import STATES
from agent.config import KEYS
from agent.diagnosis import capture
from agent.probes import ALL_PROBES
from protocol.observations import OBSERVATION_TYPES
from protocol.schema import declared_fields


def shown_texts() -> set[str]:
    texts = {key.says for key in KEYS.values()} | {probe.title for probe in ALL_PROBES}
    texts |= set(EMPTY.values()) | set(STATES) | _diagnosis()
    for kind in OBSERVATION_TYPES.values():
        about = " ".join((inspect.getdoc(kind) or "").split())
        if about and not about.startswith(f"{kind.__name__}("):
            texts.add(about)
        texts |= _fields_below(kind)
    return texts


def _fields_below(kind: object) -> set[str]:
    texts: set[str] = set()
    for item in declared_fields(kind):
        texts |= {item.field.says, item.name.replace("_", " ")}
        below = message_in(item.type)
        if below is not None:
            texts |= _fields_below(below)
    return texts


def _diagnosis() -> set[str]:
    """Literals that agent.diagnosis hands to the `translate` it is given."""
    tree = ast.parse(Path(capture.__file__).read_text(encoding="utf-8"))
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    named = (call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "translate")
    return {str(call.args[0].value) for call in named if isinstance(call.args[0], ast.Constant)}
