"""`mingce-agent classify [ID ...]`: what hardware is, by its ids, interfaces and the kernel's own tables."""

import json
import os
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from agent.classification.kernel_tables import ALIASES, KernelTables
from agent.classification.tables import Tables
from agent.classification.verdict import Classification
from agent.classification.written import LONGEST_LINE, read_line
from agent.cli.command import ExitCode, Invocation
from agent.cli.language import N_
from agent.cli.table import clean
from agent.errors import ConfigurationError
from protocol.observations.device import DeviceKind
from protocol.phrases import say, translate

_MODULES = Path("/lib/modules")
_CLASS = re.compile(r"[0-9a-fA-F]{1,4}(/[0-9a-fA-F]{1,4}){1,2},?")
WORDS = {
    DeviceKind.WIFI: N_("Wi-Fi adapter"),
    DeviceKind.WWAN: N_("modem of a mobile network"),
    DeviceKind.USB_TETHER: N_("phone or router that shares its connection by USB"),
    DeviceKind.BLUETOOTH: N_("Bluetooth adapter"),
    DeviceKind.WIRED: N_("cabled network adapter"),
    DeviceKind.IEEE802154: N_("IEEE 802.15.4 radio"),
    DeviceKind.THUNDERBOLT_NET: N_("network over Thunderbolt"),
    DeviceKind.MODE_SWITCH: N_("disk that becomes a radio or modem"),
    DeviceKind.UNKNOWN: N_("no way out that is known"),
}


def classify(call: Invocation) -> ExitCode:
    """One answer for each line or argument; a bad one is named on standard error and makes the exit code 1."""
    tables = Tables(KernelTables(_kernels_folder(call.arguments.modules)))
    given = list(call.arguments.ids)
    bad = 0
    answers: list[dict[str, Any]] = []
    for number, line in enumerate(_joined(given) if given else _typed(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            found = tables.classify(read_line(line))
        except ConfigurationError as error:
            bad += 1
            _refuse(call, number, error)
            continue
        if call.arguments.json:
            answers.append(as_values(number, line, found))
        else:
            _show(call, line, found)
    if call.arguments.json:
        call.say(json.dumps(answers, ensure_ascii=False, indent=2))
    return ExitCode.FAILED if bad else ExitCode.OK


def as_values(number: int, line: str, found: Classification) -> dict[str, Any]:
    """What --json prints of one device."""
    return {
        "line": number,
        "input": clean(line.strip()),
        "kind": found.kind.value,
        "driver": found.module,
        "module_path": found.module_path,
        "decided_by": found.decided_by.value,
        "evidence": [str(one) for one in found.evidence],
    }


def _show(call: Invocation, line: str, found: Classification) -> None:
    _ = call.translate
    driver = found.module or _("none known")
    place = f" ({found.module_path})" if found.module_path else ""
    call.say(clean(line.strip()))
    call.say(clean(f"  {_('kind')}: {found.kind.value}, {_(WORDS[found.kind])}"))
    call.say(clean(f"  {_('driver')}: {driver}{place}"))
    for place_in_list, one in enumerate(found.evidence):
        label = _("because") if place_in_list == 0 else _("also")
        call.say(clean(f"  {label}: {translate(one, _)}"))


def _refuse(call: Invocation, number: int, error: ConfigurationError) -> None:
    numbered = ConfigurationError(
        say("line {number}: {what}", number=number, what=error.what), error.why, error.next_step
    )
    sys.stdout.flush()
    sys.stderr.write(f"mingce-agent: {translate(numbered.sentence, call.translate)} [{error.id}]\n")


def _joined(words: Iterable[str]) -> Iterator[str]:
    """Arguments as lines: interface classes belong to the ids before them, a mistyped word spoils no other."""
    line = ""
    for word in words:
        if line and not _CLASS.fullmatch(word):
            yield line
            line = word
        else:
            line = f"{line} {word}" if line else word
    if line:
        yield line


def _typed() -> Iterator[str]:
    """Standard input line by line; of an over-long one as much as shows that it is."""
    while raw := sys.stdin.buffer.readline(LONGEST_LINE + 2):
        line = raw.decode("utf-8", "replace")
        while raw and not raw.endswith(b"\n"):
            raw = sys.stdin.buffer.readline(1 << 16)
        yield line


def _kernels_folder(given: str | None) -> Path:
    """What --modules names: a kernel's own folder or one of several kernels; else the folder of the one that runs."""
    release = os.uname().release
    if given is None:
        return _MODULES / release
    folder = Path(given)
    inside = [folder / release, *sorted(folder.glob(f"*/{ALIASES}"))]
    named = [path if path.name != ALIASES else path.parent for path in (folder, *inside)]
    return next((one for one in named if (one / ALIASES).is_file()), folder)
