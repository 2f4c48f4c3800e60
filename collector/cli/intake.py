"""mingce refusals, mingce quarantine."""

from typing import Annotated

import typer

from collector.cli import moments, output
from collector.cli.asking import AsCsv, AsJson, connect
from collector.cli.texts import N_, _

app = typer.Typer(rich_markup_mode=None)

REFUSED = {
    "already-enrolled": N_("an agent enrolled a second time"),
    "bad-signature": N_("a message was not signed by the key it should be"),
    "body-too-slow": N_("a message did not come in time"),
    "broken-chain": N_("a report does not follow the one before it"),
    "connection-lost": N_("the agent hung up in the middle of a message"),
    "enrolment-code-reused": N_("the enrolment code was used before"),
    "expired-code": N_("the enrolment code has expired"),
    "head-too-large": N_("the head of a request was too large"),
    "head-too-slow": N_("the head of a request did not come in time"),
    "malformed-identity": N_("an address or identifier cannot be read"),
    "malformed-message": N_("a message cannot be read"),
    "malformed-request": N_("what came was not HTTP"),
    "message-too-large": N_("too much at once"),
    "no-such-door": N_("there is no such door"),
    "not-admitted": N_("the agent is suspended or retired"),
    "protocol-error": N_("a message breaks the protocol"),
    "replayed-beat": N_("an old beat came again"),
    "store-error": N_("the store cannot be used"),
    "too-often": N_("more requests than the quota allows"),
    "unexpected-sequence": N_("a report came before those that precede it"),
    "unknown-agent": N_("no such agent is enrolled"),
    "unknown-code": N_("the enrolment code is not one of ours"),
    "unknown-field": N_("a message has a field that nobody knows"),
    "unknown-protocol-version": N_("a message has a protocol version that nobody knows"),
    "unknown-terminal": N_("the terminal of the enrolment code is no longer registered"),
    "replayed-standby": N_("a long poll came that was made before another one"),
    "too-busy": N_("too many agents wait to be called"),
}
"""A sentence for every error id the agents' door may refuse with."""

_REASONS = (N_("another report is held under this sequence"), N_("follows a report in quarantine"))


@app.command(help=_("Count what the agents' door refused, by error (roles: secadmin, auditor)."))
def refusals(ctx: typer.Context, as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    found = connect(ctx).get("refusals")
    rows = [
        row
        | {
            "sentence": _(REFUSED.get(row["error"], "")),
            "first": moments.show(row["first_us"]),
            "last": moments.show(row["last_us"]),
        }
        for row in found
    ]
    columns = {
        "error": _("error"),
        "sentence": _("meaning"),
        "times": _("times"),
        "first": _("first time"),
        "last": _("last time"),
        "detail": _("newest one"),
    }
    output.show(rows, columns, as_json=as_json, as_csv=as_csv, raw=found)


@app.command(help=_("List reports kept apart because they contradict what is held (roles: secadmin, auditor)."))
def quarantine(
    ctx: typer.Context,
    after: Annotated[int, typer.Option(help=_("only reports after this number"))] = 0,
    most: Annotated[int, typer.Option(help=_("at most so many"))] = 1000,
    agent: Annotated[str | None, typer.Option(help=_("only reports of the agent of this id"))] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    found = connect(ctx).get("quarantine", after=after, most=most, agent=agent)
    rows = [
        row | {"received": moments.show(row["received_us"]), "short": row["digest"][:12], "why": _(row["reason"])}
        for row in found
    ]
    columns = {
        "id": _("no."),
        "received": _("received"),
        "hostname": _("host name"),
        "agent_id": _("agent's id"),
        "sequence": _("report no."),
        "short": _("digest"),
        "why": _("reason"),
    }
    output.show(rows, columns, as_json=as_json, as_csv=as_csv, raw=found)
