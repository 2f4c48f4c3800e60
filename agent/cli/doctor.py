"""`mingce-agent doctor`: what is wrong, and what to do next."""

import json
import platform
from collections.abc import Iterator
from pathlib import Path

from agent import VERSION
from agent.cli.command import ExitCode, Invocation
from agent.cli.language import N_
from agent.config import DEFAULT_SITE, Config
from agent.doctor import local
from agent.doctor.finding import Finding, Level
from agent.doctor.reaching import reaching
from agent.errors import AgentError, ConfigurationError
from agent.host.clock import SystemClock
from agent.identity import Identity, read_site
from agent.state import StateDirectory
from agent.status import Status, read_status
from protocol.phrases import say
from protocol.phrases import translate as in_language
from protocol.reasons import reason

_MARKS = {Level.WELL: N_("well"), Level.UNKNOWN: N_("unknown"), Level.WRONG: N_("WRONG")}
# What a support file may hold of the status: no name, no address, no id.
_IMPERSONAL = (
    "state", "written_at_us", "last_answer_us", "collector_minus_agent_us", "delivered", "spooled_reports",
    "spooled_bytes", "policy_version", "is_attached",
)  # fmt: skip


def doctor(call: Invocation) -> ExitCode:
    """Exit code 1: something is wrong. Raises ConfigurationError for settings that cannot be read."""
    config = call.config()
    state = StateDirectory(config.state_directory)
    status = read_status(state)
    findings = list(_examined(config, state, status))
    call.say(f"mingce-agent {VERSION}, Python {platform.python_version()}, Linux {platform.release()}")
    for one in findings:
        call.say(f"[{call.translate(_MARKS[one.level])}] {in_language(one.says, call.translate)}")
        if one.next_step:
            call.say(f"    → {in_language(one.next_step, call.translate)}")
    if call.arguments.bundle:
        _write(Path(call.arguments.bundle), config, status, findings)
    return ExitCode.FAILED if any(one.level is Level.WRONG for one in findings) else ExitCode.OK


def _examined(config: Config, state: StateDirectory, status: Status | None) -> Iterator[Finding]:
    now_us, places = SystemClock().wall_us(), local.Places()
    yield local.service(status, now_us)
    yield from local.troubles(status)
    yield local.clock(status, now_us)
    try:
        yield local.enrolment(Identity.load(state), places)
        site = state.read(state.site) or state.read(DEFAULT_SITE)
        if site is not None:
            yield from reaching(read_site(site, str(state.site)), config.timeout_seconds)
    except AgentError as error:
        yield Finding("enrolment", Level.UNKNOWN, error.sentence)
    yield local.spool(status, config.spool)
    yield local.disk(state.path)
    yield local.rights(places)
    yield local.helper(places)
    yield local.denials(places)
    yield local.duties(status)


def _write(path: Path, config: Config, status: Status | None, findings: list[Finding]) -> None:
    """A file for whoever helps: figures and ids of findings only, no sentence, as those may name addresses."""
    told = {
        "agent": VERSION,
        "python": platform.python_version(),
        "kernel": platform.release(),
        "machine": platform.machine(),
        "settings": {
            "log_level": config.log_level,
            "spool_bytes": config.spool.most_bytes,
            "spool_days": config.spool.most_days,
            "is_listening": config.is_listening,
            "may_probe_outside": config.may_probe_outside,
        },
        "status": {name: getattr(status, name) for name in _IMPERSONAL} if status else None,
        "findings": [{"id": one.id, "level": one.level.name.lower()} for one in findings],
    }
    try:
        path.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(str(path), reason(error), say("check the path after --bundle")) from error
