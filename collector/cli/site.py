"""mingce site-bundle, mingce health."""

from pathlib import Path
from typing import Annotated

import typer

from collector.cli import moments, output
from collector.cli.asking import AsJson, connect
from collector.cli.failures import CommandFailed, ExitCode
from collector.cli.texts import _, told
from protocol.reasons import reason

app = typer.Typer(rich_markup_mode=None)


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
        raise CommandFailed(
            ExitCode.USAGE, _("file {path}").format(path=file), told(reason(error)), _("choose another place")
        ) from error
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
