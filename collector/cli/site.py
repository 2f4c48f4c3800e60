"""mingce site-bundle, mingce site key, mingce site sign-antivirus, mingce health."""

import base64
import json
from pathlib import Path
from typing import Annotated

import typer

from collector.cli import moments, output
from collector.cli.asking import AsJson, connect
from collector.cli.failures import CommandFailed, ExitCode
from collector.cli.texts import _, told
from protocol.antivirus import LIST_BYTES
from protocol.identity import key_id
from protocol.reasons import reason

app = typer.Typer(rich_markup_mode=None)
site = typer.Typer(
    rich_markup_mode=None,
    no_args_is_help=True,
    help=_("Sign what this site tells its agents; give out its public key."),
)
app.add_typer(site, name="site")


@app.command("site-bundle", help=_("Write the file that agents are installed with; compare its fingerprint by voice."))
def site_bundle(
    ctx: typer.Context,
    file: Annotated[
        Path | None, typer.Option("--output", "-o", help=_("file to write; standard output if left out"))
    ] = None,
) -> None:
    bundle = connect(ctx).get("site-bundle")
    if file is None:
        print(bundle["content"], end="")
        typer.echo(_("fingerprint: {text}").format(text=bundle["fingerprint"]), err=True)
        return
    try:
        # Byte for byte: the fingerprint is of exactly this.
        file.write_bytes(bundle["content"].encode())
    except OSError as error:
        raise _unusable(file, error, _("choose another place")) from error
    print(_("fingerprint: {text}").format(text=bundle["fingerprint"]))


@app.command(help=_("Ask the collector whether it is well; exit code 1 when it is not."))
def health(ctx: typer.Context, as_json: AsJson = False) -> None:
    told = connect(ctx).get("health")
    if as_json:
        output.print_json(told)
    else:
        pairs = [
            (_("status"), told["status"]),
            (_("its time"), moments.show(told["now_us"])),
            (_("certificate ends in"), _("{days} days").format(days=told["certificate_days_left"])),
            (_("makers' names from"), told["vendor_names"]),
        ]
        print(output.details(pairs))
    raise typer.Exit(ExitCode.OK if told["status"] == "ok" else ExitCode.FINDING)


@site.command(
    "key",
    help=_(
        "Write the public key that evidence packets are checked with, to hand to investigators; compare its fingerprint"
        " by voice."
    ),
)
def public_key_file(
    ctx: typer.Context,
    file: Annotated[
        Path | None, typer.Option("--output", "-o", help=_("file to write; standard output if left out"))
    ] = None,
    as_json: AsJson = False,
) -> None:
    from collector.trust import public_key

    bundle = json.loads(connect(ctx).get("site-bundle")["content"])
    key = bytes.fromhex(bundle["receipt_key"])
    text, fingerprint = public_key.to_pem(key), public_key.fingerprint(key)
    if file is not None:
        try:
            file.write_text(text, encoding="ascii", newline="\n")
        except OSError as error:
            raise _unusable(file, error, _("choose another place")) from error
    said = {"collector": bundle["collector"], "key": key_id(key), "fingerprint": fingerprint}
    if as_json:
        output.print_json(said | {"pem": text})
        return
    lines = output.details(
        [(_("collector"), said["collector"]), (_("key"), said["key"]), (_("fingerprint"), fingerprint)]
    )
    if file is None:
        print(text, end="")
    typer.echo(lines, err=file is None)


@site.command("sign-antivirus", help=_("Sign a list of antivirus products that this site's agents add to their own."))
def sign_antivirus(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help=_("list as JSON; the shipped one shows its shape"))],
    output_file: Annotated[
        Path, typer.Option("--output", "-o", help=_("file to write; install it as /etc/mingce/antivirus.signed"))
    ],
) -> None:
    signed = connect(ctx).post("antivirus-list", {"content": _read(file)})
    try:
        output_file.write_bytes(base64.b64decode(signed["message"]))
    except OSError as error:
        raise _unusable(output_file, error, _("choose another place")) from error
    print(
        output.details(
            [
                (_("version"), signed["version"]),
                (_("products"), signed["products"]),
                (_("fingerprint"), signed["fingerprint"]),
            ]
        )
    )


def _read(file: Path) -> str:
    """At most as much as a list may be, and a byte, so that the collector refuses what is larger."""
    try:
        with file.open("rb") as opened:
            return opened.read(LIST_BYTES + 1).decode()
    except (OSError, UnicodeDecodeError) as error:
        raise _unusable(file, error, _("name a file of JSON text")) from error


def _unusable(file: Path, error: Exception, step: str) -> CommandFailed:
    return CommandFailed(ExitCode.USAGE, _("file {path}").format(path=file), told(reason(error)), step)
