"""What PAM asks of passwords and after failures: /etc/pam.d (pam.d(5)) with the settings its modules read.

Only a module that stands in a stack counts: pwquality.conf alone, without pam_pwquality, asks nothing of anybody.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

_RULE = re.compile(
    r"-?(?P<type>auth|account|password|session)\s+(?:\[[^\]]*\]|\S+)\s+(?:\S*/)?(?P<module>pam_\w+)\.so(?P<options>.*)"
)
_SETTING = re.compile(r"([a-z_]+)(?:\s*=\s*(\S+))?")
_CREDITS = ("dcredit", "ucredit", "lcredit", "ocredit")
_FLOOR = 6
"""No `minlen` below it is taken (pam_pwquality(8), pam_cracklib(8))."""
_QUALITY = {
    "pam_pwquality": {"minlen": 8, "minclass": 0, **dict.fromkeys(_CREDITS, 0)},
    "pam_cracklib": {"minlen": 9, "minclass": 0, **dict.fromkeys(_CREDITS, 1)},
}
"""Their defaults; a credit of 1 makes one character of that kind count twice."""
_LOCKING = {"pam_faillock": {"deny": 3, "unlock_time": 600}, "pam_tally2": {"deny": 0, "unlock_time": 0}}
_REMEMBERING = {"pam_pwhistory": 10, "pam_unix": 0}
_MOST = 2**31


@dataclass(frozen=True, slots=True)
class Module:
    """One line of a stack."""

    type: str
    module: str
    options: Mapping[str, str]


@dataclass(slots=True)
class Asked:
    """What the modules ask; None: nothing asks it. `settings` maps a module to what its own file says."""

    least_length: int | None = None
    classes: int | None = None
    remembers: int | None = None
    locks_after: int | None = None
    lock_seconds: int | None = None
    settings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def parse_stack(text: str) -> tuple[Module, ...]:
    """The modules of one file of /etc/pam.d; comments, includes and what is no rule are left out."""
    found = []
    for line in text.replace("\\\n", " ").split("\n"):
        match = _RULE.match(line.partition("#")[0].strip())
        if match:
            found.append(Module(match["type"], match["module"], parse_settings(match["options"].split())))
    return tuple(found)


def parse_settings(lines: Iterable[str]) -> dict[str, str]:
    """`name = value` and bare `name` (value empty), as in pwquality.conf, faillock.conf and a module's options."""
    found = {}
    for line in lines:
        match = _SETTING.fullmatch(line.partition("#")[0].strip())
        if match:
            found[match[1]] = match[2] or ""
    return found


def what_is_asked(modules: Iterable[Module], settings: Mapping[str, Mapping[str, str]]) -> Asked:
    """All stacks together: `settings` are the modules' own files, whose options on the line override them."""
    asked = Asked(settings=settings)
    for one in modules:
        own = {**settings.get(one.module, {}), **one.options}
        if one.type == "password" and one.module in _QUALITY:
            _ask_quality(asked, own, _QUALITY[one.module])
        elif one.type == "password" and one.module in _REMEMBERING:
            remembers = _number(own, "remember", _REMEMBERING[one.module])
            asked.remembers = max(remembers, asked.remembers or 0) or None
        elif one.type == "auth" and one.module in _LOCKING:
            _ask_locking(asked, own, _LOCKING[one.module])
    return asked


def _ask_quality(asked: Asked, own: Mapping[str, str], defaults: Mapping[str, int]) -> None:
    values = {name: _number(own, name, default) for name, default in defaults.items()}
    # A positive credit shortens what is long enough; a negative one asks for a character of that kind.
    shortest = values["minlen"] - sum(max(values[name], 0) for name in _CREDITS)
    asked.least_length = max(shortest, _FLOOR, asked.least_length or 0)
    wanted = sum(values[name] < 0 for name in _CREDITS)
    asked.classes = max(values["minclass"], wanted, asked.classes or 0)


def _ask_locking(asked: Asked, own: Mapping[str, str], defaults: Mapping[str, int]) -> None:
    deny = _number(own, "deny", defaults["deny"])
    if deny > 0 and (asked.locks_after is None or deny < asked.locks_after):
        asked.locks_after = deny
        # `never` keeps it locked until root opens it: the longest time there is to say.
        forever = own.get("unlock_time") == "never"
        asked.lock_seconds = _MOST if forever else max(_number(own, "unlock_time", defaults["unlock_time"]), 0)


def _number(own: Mapping[str, str], name: str, default: int) -> int:
    text = own.get(name, "")
    return max(min(int(text), _MOST), -_MOST) if re.fullmatch(r"-?[0-9]{1,10}", text, re.ASCII) else default
