"""`mingce-agent status`: what the running service said of itself last."""

import json
from dataclasses import asdict
from datetime import UTC, datetime

from agent.cli.command import ExitCode, Invocation
from agent.cli.table import aligned
from agent.errors import NotEnrolled
from agent.host.clock import SystemClock
from agent.state import StateDirectory
from agent.status import Status, read_status

_STALE_US = 60_000_000
STATES = ("starting", "not-enrolled", "requested", "pending", "active", "stopped")


def status(call: Invocation) -> ExitCode:
    """Exit code 1: the service does not run or has a trouble; 5: it waits to be enrolled."""
    _ = call.translate
    told = read_status(StateDirectory(call.config().state_directory))
    if told is None:
        raise NotEnrolled("service", "never ran with this state directory", "start it: systemctl start mingce-agent")
    is_alive = told.state != "stopped" and SystemClock().wall_us() - told.written_at_us < _STALE_US
    if call.arguments.json:
        call.say(json.dumps(asdict(told) | {"is_alive": is_alive}, ensure_ascii=False, indent=2))
    else:
        if not is_alive:
            call.say(_("The service does not run; this is what it said last."))
        for line in aligned(_rows(told, call)):
            call.say(line)
    if told.state == "not-enrolled":
        return ExitCode.NOT_ENROLLED
    return ExitCode.OK if is_alive and not told.troubles else ExitCode.FAILED


def _rows(told: Status, call: Invocation) -> list[tuple[str, str]]:
    _ = call.translate
    rows = [(_("state"), _(told.state)), (_("written"), _moment(told.written_at_us, call))]
    if told.agent:
        rows += [
            (_("agent"), told.agent),
            (_("terminal"), told.terminal),
            (_("unit"), told.unit),
            (_("collector"), told.collector),
            (_("last answer"), _moment(told.last_answer_us, call)),
            (_("collector's clock minus this PC's"), f"{told.collector_minus_agent_us / 1e6:+.1f} s"),
            (_("reports waiting"), f"{told.spooled_reports} ({told.spooled_bytes} B)"),
            (_("policy"), str(told.policy_version)),
            (_("attached to a declared segment"), _("yes") if told.is_attached else _("no")),
            (_("segments"), ", ".join(told.segments) or "–"),
            (_("duties"), ", ".join(told.duties) or "–"),
            (_("orders under way"), ", ".join(told.orders) or "–"),
        ]
    rows += [(_("no events from"), source) for source in told.unheard]
    return rows + [(_("trouble"), trouble) for trouble in told.troubles]


def _moment(wall_us: int, call: Invocation) -> str:
    _ = call.translate
    if wall_us <= 0:
        return _("never")
    return datetime.fromtimestamp(wall_us / 1e6, UTC).astimezone().isoformat(" ", "seconds")
