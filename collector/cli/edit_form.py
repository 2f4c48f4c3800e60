"""A terminal as a text to edit: one line a field, emptied lines take a value away. Pure but for the editor's call."""

import configparser
import os
import shlex
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from collector.cli.failures import CommandFailed, ExitCode
from collector.cli.terminal_fields import BETWEEN, GROUPS, LABELS, LISTS, NOT_EDITED, label, said, typed
from collector.cli.texts import _

_MOST = 64 * 1024
_DEFAULT_EDITOR = "vi"


def written(state: Mapping[str, Any], head: str) -> str:
    """The text for the editor."""
    lines = [f"# {head}", "# " + _("Change what stands behind a colon; empty it to take a value away; save and leave.")]
    for group, fields in GROUPS:
        rows = [name for name in fields if name not in NOT_EDITED]
        if rows:
            lines += ["", f"[{_(group)}]"]
        lines += [f"{label(name)}: {_text(name, state.get(name))}".rstrip() for name in rows]
    return "\n".join(lines) + "\n"


def read(text: str, state: Mapping[str, Any], now_us: int) -> dict[str, Any]:
    """What differs from `state`, as the collector's form of an edit; raises CommandFailed naming the line."""
    content: dict[str, Any] = {}
    cleared = []
    for name, value in _values(text).items():
        if value == _text(name, state.get(name)):
            continue
        if name in LISTS:
            content |= _list_changes(name, typed(name, value, now_us), list(state.get(name) or []))
        elif value:
            content[name] = typed(name, value, now_us)
        else:
            cleared.append(name)
    return content | ({"cleared": cleared} if cleared else {})


def in_editor(text: str, environment: Mapping[str, str]) -> str:
    """What the person left in their editor ($VISUAL, $EDITOR, else vi); raises CommandFailed."""
    editor = environment.get("VISUAL") or environment.get("EDITOR") or _DEFAULT_EDITOR
    with tempfile.TemporaryDirectory(prefix="mingce-") as folder:
        path = Path(folder) / "terminal.ini"
        path.write_text(text, encoding="utf-8")
        try:
            code = subprocess.run([*shlex.split(editor), os.fspath(path)], check=False).returncode
        except OSError as error:
            raise _no_editor(editor, str(error.strerror)) from error
        if code != 0:
            raise _no_editor(editor, _("it ended with {code}").format(code=code))
        if path.stat().st_size > _MOST:
            raise _no_editor(editor, _("it left too long a text"))
        return path.read_text(encoding="utf-8", errors="replace")


def _text(name: str, value: Any) -> str:
    if name in LISTS:
        return BETWEEN.join(str(item).partition(" ")[0] for item in value or ())
    return said(name, value) or ""


def _values(text: str) -> dict[str, str]:
    parser = configparser.ConfigParser(
        delimiters=(":", "：", "="), interpolation=None, default_section="", strict=True, allow_no_value=True
    )
    parser.optionxform = str  # type: ignore[assignment]
    try:
        parser.read_string(text)
    except configparser.Error as error:
        step = _("each line is a field, a colon and a value")
        raise CommandFailed(ExitCode.USAGE, _("the text"), str(error).replace("\n", " "), step, "bad-value") from None
    known = {label(name): name for name in LABELS if name not in NOT_EDITED} | {name: name for name in LABELS}
    found: dict[str, str] = {}
    for section in parser.sections():
        for key, value in parser.items(section):
            name = known.get(key.strip())
            if name is None or name in found:
                why = _("there is no such field") if name is None else _("stands there twice")
                raise CommandFailed(ExitCode.USAGE, _("field {name!r}").format(name=key[:40]), why, "", "bad-value")
            found[name] = (value or "").strip()
    return found


def _list_changes(name: str, wanted: list[str], held: list[str]) -> dict[str, Any]:
    bare = [item.partition(" ")[0] for item in held]
    added = [item for item in wanted if item not in bare]
    removed = [item for item in bare if item not in wanted]
    kind = "addresses" if name == "addresses" else "macs"
    add_key = "add_shared_macs" if name == "shared_macs" else f"add_{kind}"
    return ({add_key: added} if added else {}) | ({f"remove_{kind}": removed} if removed else {})


def _no_editor(editor: str, why: str) -> CommandFailed:
    step = _("set EDITOR, or give the changes as options")
    return CommandFailed(ExitCode.USAGE, _("editor {editor!r}").format(editor=editor[:40]), why, step, "no-editor")
