"""mingce terminal find: by the words one remembers."""

from typing import Annotated, Any

import typer

from collector.cli import output
from collector.cli.asking import AsCsv, AsJson, AsOf, as_of_us, connect
from collector.cli.failures import ExitCode
from collector.cli.terminal_fields import label
from collector.cli.texts import N_, _
from collector.cli.words import word

WHAT_FITS = {"unit": N_("unit"), "person": N_("person"), "mac": "MAC", "address": "IP"}
"""What a word may fit besides a field of the terminal."""


def find(
    ctx: typer.Context,
    words: Annotated[
        list[str],
        typer.Argument(
            help=_(
                "all of them must fit: unit, department, room, number, name of the PC, MAC or its end in any notation, "
                "IP, brand, type, status; a person by their whole name or staff number"
            )
        ),
    ],
    as_of: AsOf = None,
    most: Annotated[int, typer.Option(min=1, max=200, help=_("show at most so many"))] = 50,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    answer = connect(ctx).get("search/terminals", q=" ".join(words), as_of_us=as_of_us(as_of), most=most)
    rows = [_row(found, answer["words"]) for found in answer["found"]]
    columns = {
        "reg_no": label("reg_no"),
        "unit": label("unit_id"),
        "place": label("room"),
        "user": label("user_id"),
        "hostname": label("hostname"),
        "addresses": "IP",
        "macs": "MAC",
        "status": label("status"),
        "fits": _("found by"),
    }
    nothing = _("nothing fits all of: {words}").format(words=", ".join(answer["words"]))
    hint = _("leave a word out; a person is found by the whole name only, since names are stored sealed")
    output.show(rows, columns, as_json=as_json, as_csv=as_csv, raw=answer, empty=f"{nothing}\n{hint}")
    if answer["more"] and not (as_json or as_csv):
        print(_("there are more: add a word, or --most"))
    if not rows:
        raise typer.Exit(ExitCode.NOT_FOUND)


def _row(found: Any, words: list[str]) -> dict[str, Any]:
    held = found["custody"] or {}
    fits = (
        f"{text}={'/'.join(_(WHAT_FITS[name]) if name in WHAT_FITS else label(name) for name in names[:2])}"
        for text, names in zip(words, found["fits"], strict=True)
    )
    return {
        "reg_no": found["reg_no"],
        "unit": found["unit"],
        "place": " ".join(held[name] for name in ("building", "room") if held.get(name)),
        "user": found["user"] or found["owner"],
        "hostname": found["hostname"],
        "addresses": [item["address"] for item in found["addresses"]],
        "macs": [item["mac"] for item in found["adapters"]],
        "status": word(found["status"]),
        "fits": "  ".join(fits),
    }
