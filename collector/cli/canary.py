"""mingce segment canary: a command of collector/cli/segment.py."""

import time
from typing import Annotated, Any

import typer

from collector.cli import output
from collector.cli.asking import AsJson, Reason, connect, names_of
from collector.cli.evidence import shown
from collector.cli.failures import CommandFailed, ExitCode
from collector.cli.texts import _
from collector.cli.words import word

_LOOK_SECONDS = 0.2
_LONGEST_SECONDS = 120


def canary(
    ctx: typer.Context,
    segment: Annotated[str, typer.Argument(help=_("name or id"))],
    agent: Annotated[str | None, typer.Option(help=_("id of the agent that is to be it; chosen when left out"))] = None,
    reason: Reason = None,
    as_json: AsJson = False,
) -> None:
    client = connect(ctx)
    path = f"segments/{segment}/canaries"
    found: dict[str, Any] = client.post(path, {"agent": agent, "reason": reason})
    deadline = time.monotonic() + _LONGEST_SECONDS
    while found["outcome"] is None or _is_still_told(found):
        if time.monotonic() > deadline:
            break
        time.sleep(_LOOK_SECONDS)
        found = client.get(f"{path}/{found['id']}")
    if as_json:
        output.print_json(found)
    else:
        print(output.harmless(_told(found, names_of(client, "agents", "hostname"))))
    if found["outcome"] != "alerted":
        raise CommandFailed(
            ExitCode.REFUSED,
            _("canary {mac}").format(mac=found["mac"]),
            word(found["outcome"] or "unheard"),
            _("see `mingce segment explain`"),
        )


def _is_still_told(found: dict[str, Any]) -> bool:
    """When its frame left is told after it was heard."""
    return found["outcome"] == "alerted" and found["sent_us"] is None


def _told(found: dict[str, Any], hosts: dict[str, str]) -> str:
    pairs = [
        ("MAC", found["mac"]),
        (_("IP address"), found["address"]),
        (_("agent"), shown("agent", found["agent_id"], hosts)),
        (_("how"), _("as a frame on the wire") if found["over_the_wire"] else _("the wire was not measured")),
        (_("outcome"), word(found["outcome"] or "unheard")),
        (_("why"), found["why"]),
        (_("ordered → sent"), _span(found, "made_us", "sent_us")),
        (_("sent → heard"), _span(found, "sent_us", "heard_us")),
        (_("heard → alert stored"), _span(found, "heard_us", "stored_us")),
        (_("ordered → alert stored"), _span(found, "made_us", "stored_us")),
    ]
    return output.details(pairs)


def _span(found: dict[str, Any], begin: str, end: str) -> str | None:
    if found[begin] is None or found[end] is None:
        return None
    # Two clocks, put right to a few milliseconds: never said to be less than nothing.
    return f"{max(0, found[end] - found[begin]) // 1000} ms"
