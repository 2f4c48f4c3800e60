"""mingce segment infrastructure: a command of collector/cli/segment.py."""

from typing import Annotated, Any

import typer

from collector.cli import moments, output
from collector.cli.asking import AsCsv, AsJson, Reason, connect
from collector.cli.failures import CommandFailed, ExitCode
from collector.cli.texts import N_, _
from collector.cli.words import word

_DECISIONS = {"approve": "approved", "reject": "rejected"}
_STATES = {"proposed": N_("waits for a decision"), "approved": N_("approved"), "rejected": N_("rejected")}


def infrastructure(
    ctx: typer.Context,
    segment: Annotated[str, typer.Argument(help=_("name or id"))],
    decision: Annotated[str | None, typer.Argument(help=_("approve or reject; left out: list"))] = None,
    mac: Annotated[str | None, typer.Argument(help=_("the MAC to approve or reject"))] = None,
    pending: Annotated[bool, typer.Option("--pending", help=_("only what waits for a decision"))] = False,
    reason: Reason = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    path = f"segments/{segment}/infrastructure"
    if decision is None:
        found = connect(ctx).get(path, pending=pending)
    else:
        found = connect(ctx).post(path, _form(decision, mac, reason))
    columns = {
        "mac": "MAC",
        "role": _("role"),
        "state": _("state"),
        "addresses": _("addresses"),
        "vendor": _("vendor"),
        "last": _("last heard"),
        "routes": _("routes by it"),
        "why": _("why"),
    }
    empty = _("nothing waits for a decision") if pending else _("no MAC was learnt to speak for others here")
    output.show([_row(one) for one in found], columns, as_json=as_json, as_csv=as_csv, raw=found, empty=empty)


def _form(decision: str, mac: str | None, reason: str | None) -> dict[str, Any]:
    """Raises CommandFailed for what is missing, before anything is asked of the collector."""
    if decision not in _DECISIONS:
        raise CommandFailed(
            ExitCode.USAGE, decision, _("is not a decision"), _("write approve or reject"), "unknown-decision"
        )
    if mac is None or not reason:
        missing = "MAC" if mac is None else "--reason"
        raise CommandFailed(
            ExitCode.USAGE,
            missing,
            _("is missing"),
            _("say which MAC, and why: it is journalled"),
            "incomplete-decision",
        )
    return {"mac": mac, "decision": _DECISIONS[decision], "reason": reason}


def _row(one: dict[str, Any]) -> dict[str, Any]:
    return one | {
        "role": word(one["role"]),
        "state": _(_STATES.get(one["state"], one["state"])),
        "last": moments.show(one["last_us"]),
        "vendor": _(one["vendor"]) if one["vendor"] else None,
        "routes": _("two or more: vouched for") if one["is_vouched"] else one["routes"],
        "why": _(one["why"]),
    }
