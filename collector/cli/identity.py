"""mingce identity list, show, decide, check: which terminal an agent is."""

from functools import partial
from typing import Annotated, Any

import typer

from collector.cli import moments, output
from collector.cli.asking import AsCsv, AsJson, connect, with_fresh_password
from collector.cli.texts import N_, _
from collector.cli.words import word

app = typer.Typer(rich_markup_mode=None, no_args_is_help=True)

Which = Annotated[str, typer.Argument(help=_("case's id, or the beginning of it"))]

CASE_WORDS = {
    "new": N_("a machine in no row"),
    "other-terminal": N_("another row's machine"),
    "reimaged": N_("installed anew"),
    "cloned-image": N_("copied image"),
    "two-agents": N_("two agents on one machine"),
    "board-swapped": N_("board changed"),
    "disk-moved": N_("disk moved"),
    "adapter-moved": N_("adapter moved"),
    "shared-dongle": N_("shared dongle"),
    "dock": N_("dock"),
    "bind": N_("bind the agent to the terminal proposed"),
    "renew": N_("take the machine as it is now"),
    "suspend": N_("suspend the agent; enrol each machine anew"),
    "retire-other": N_("retire the other agent"),
    "move-adapter": N_("move the adapter to this terminal"),
    "share-adapter": N_("register the adapter as shared"),
    "nothing": N_("the ledger stays; put the machine right"),
    "accept": N_("accepted"),
    "keep": N_("kept as it was"),
    "over": N_("over by itself"),
    "superseded": N_("superseded"),
}


def _word(text: str | None) -> str:
    return _(CASE_WORDS[text]) if text in CASE_WORDS else word(text)


@app.command("list", help=_("List what waits for a person's decision."))
def list_cases(
    ctx: typer.Context,
    decided: Annotated[bool, typer.Option("--decided", help=_("also what is decided"))] = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    found = connect(ctx).get("identities", decided="true" if decided else None)
    _show(found, as_json=as_json, as_csv=as_csv)


@app.command(help=_("Show one case: what agrees, what does not, and what is proposed."))
def show(ctx: typer.Context, case: Which, as_json: AsJson = False) -> None:
    found = connect(ctx).get(f"identities/{case}")
    if as_json:
        output.print_json(found)
        return
    signs = [f"{sign}: {word(match)}" for sign, match in found["evidence"]["signs"].items()]
    pairs = [
        (_("kind"), _word(found["kind"])),
        (_("why"), found["evidence"]["why"]),
        (_("agent"), found["agent_id"]),
        (_("terminal"), found["reg_no"]),
        (_("proposed terminal"), found["proposed_reg_no"]),
        (_("other agent"), found["other_agent_id"]),
        ("MAC", found["evidence"]["mac"]),
        (_("signs"), signs),
        (_("accepting it would"), _word(found["evidence"]["remedy"])),
        (_("opened"), moments.show(found["opened_us"])),
        (_("decision"), _word(found["decision"])),
        (_("reason"), found["reason"]),
        ("id", found["id"]),
    ]
    print(output.details(pairs))


@app.command(help=_("Decide a case: accept the proposal, or keep things as they were; again to undo (role: approver)."))
def decide(
    ctx: typer.Context,
    case: Which,
    decision: Annotated[str, typer.Argument(help=_("accept or keep"))],
    reason: Annotated[str, typer.Option(help=_("goes into the journal"))],
    as_json: AsJson = False,
) -> None:
    client = connect(ctx)
    content = {"decision": decision, "reason": reason}
    done = with_fresh_password(client, partial(client.post, f"identities/{case}/decision", content))
    sentence = _("case {case}: {decision}").format(case=done["id"][:8], decision=_word(done["decision"]))
    output.made(done, sentence, as_json=as_json)


@app.command(help=_("Have the referee judge an agent now, by the code that judges its reports."))
def check(
    ctx: typer.Context,
    agent: Annotated[str, typer.Argument(help=_("agent's id"))],
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("write nothing"))] = False,
    as_json: AsJson = False,
) -> None:
    asked = "true" if dry_run else "false"
    _show(connect(ctx).post(f"identities/checks/{agent}?dry_run={asked}", {}), as_json=as_json, as_csv=False)


def _show(found: list[dict[str, Any]], *, as_json: bool, as_csv: bool) -> None:
    rows = [
        row
        | {
            "case": row["id"][:8],
            "kind": _word(row["kind"]),
            "why": row["evidence"]["why"],
            "remedy": _word(row["evidence"]["remedy"]),
            "mac": row["evidence"]["mac"],
            "opened": moments.show(row["opened_us"]),
            "decision": _word(row["decision"]),
        }
        for row in found
    ]
    columns = {
        "case": _("case"),
        "kind": _("kind"),
        "reg_no": _("registration number"),
        "proposed_reg_no": _("proposed terminal"),
        "mac": "MAC",
        "why": _("why"),
        "remedy": _("accepting it would"),
        "opened": _("opened"),
        "decision": _("decision"),
    }
    output.show(rows, columns, as_json=as_json, as_csv=as_csv, raw=found)
