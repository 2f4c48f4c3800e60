"""mingce terminal fingerprints, accept-fingerprint."""

import sys
from typing import Annotated, Any

import typer

from collector.cli import moments, output
from collector.cli.asking import AsJson, connect
from collector.cli.client import Client
from collector.cli.failures import CommandFailed, ExitCode
from collector.cli.texts import _

Which = Annotated[str, typer.Argument(help=_("registration number, host name, serial number or id"))]


def fingerprints(ctx: typer.Context, terminal: Which, as_json: AsJson = False) -> None:
    """`terminal fingerprints`."""
    _show(connect(ctx).get(f"terminals/{terminal}/fingerprints"), as_json=as_json)


def accept_fingerprint(
    ctx: typer.Context,
    terminal: Which,
    reason: Annotated[str, typer.Option(help=_("goes into the journal"))],
    as_of: Annotated[
        str | None,
        typer.Option(help=_("accept what `mingce terminal fingerprints` showed under this mark; else asked")),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """`terminal accept-fingerprint`."""
    client = connect(ctx)
    if as_of is None:
        as_of = _looked_at(client, terminal)
    found = client.post(f"terminals/{terminal}/accept-fingerprint", {"as_of": as_of, "reason": reason})
    if not as_json:
        print(_("what terminal {reg_no} said so far is taken for its own").format(reg_no=found["reg_no"]))
    _show(found, as_json=as_json)


def _looked_at(client: Client, terminal: str) -> str:
    """The mark of what the person is shown now and says yes to."""
    if not sys.stdin.isatty():
        raise CommandFailed(
            ExitCode.USAGE,
            _("the acceptance"),
            _("nobody is there to look at what is accepted"),
            _("give --as-of with the mark that mingce terminal fingerprints shows"),
        )
    found = client.get(f"terminals/{terminal}/fingerprints")
    _show(found, as_json=False)
    typer.confirm(_("Take this for its own?"), abort=True)
    mark: str = found["as_of"]
    return mark


def _show(found: dict[str, Any], *, as_json: bool) -> None:
    columns = {
        "mac": "MAC",
        "told": _("told by"),
        "said": _("said of itself"),
        "since": _("since"),
        "last": _("last"),
        "standing": _("standing"),
    }
    rows = [_row(word) for word in found["words"]]
    empty = _("it was not heard to say anything of itself yet (DHCP, mDNS and the like)")
    output.show(rows, columns, as_json=as_json, as_csv=False, raw=found, empty=empty)
    if rows and not as_json:
        print("\n" + _("as of: {mark}").format(mark=found["as_of"]))


def _row(word: dict[str, Any]) -> dict[str, Any]:
    said = [word["name"]] if word["name"] else [word["vendor_class"], " ".join(map(str, word["parameters"]))]
    if word["client_id"]:
        said.append(word["client_id"])
    standing = _("accepted") if word["accepted_us"] else ""
    return {
        "mac": word["mac"],
        "told": word["version"],
        "said": ", ".join(text for text in said if text),
        "since": moments.show(word["first_us"]),
        "last": moments.show(word["last_us"]),
        "standing": _("CHANGED") if word["is_changed"] else standing,
    }
