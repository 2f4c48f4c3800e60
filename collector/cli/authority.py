"""mingce authority show, stage, activate, drop: the private CA, on the collector's host, beside a stopped collector."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from collector.cli import output
from collector.cli.asking import AsJson
from collector.cli.failures import CommandFailed, ExitCode
from collector.cli.texts import _, told
from protocol.reasons import reason

app = typer.Typer(rich_markup_mode=None, no_args_is_help=True)

State = Annotated[Path, typer.Option(help=_("state directory of the collector"))]
Number = Annotated[int, typer.Argument(help=_("generation's number"))]
_DEFAULT = Path("/var/lib/mingce-collector")


@app.command(help=_("List the generations of root and intermediate."))
def show(state: State = _DEFAULT, as_json: AsJson = False) -> None:
    from collector.clock import SystemClock
    from collector.trust import certificates
    from collector.trust.authority import Authority

    now_us = SystemClock().now_us()
    with _failing_clearly():
        authority = Authority(state / "authority")
        active = authority.active()
        rows = [
            {
                "number": item.number,
                "issues": _("yes") if item.number == active else _("no"),
                "root": certificates.days_left(item.root, now_us),
                "intermediate": certificates.days_left(item.intermediate, now_us),
                "key": _("HERE: move it to a safe medium") if item.root_key_is_here else _("taken away"),
            }
            for item in authority.generations()
        ]
    columns = {
        "number": _("no."),
        "issues": _("issues"),
        "root": _("root ends in days"),
        "intermediate": _("intermediate ends in days"),
        "key": _("root's key"),
    }
    output.show(rows, columns, as_json=as_json)


@app.command(help=_("Make a new generation: it joins the site bundle, nothing else changes yet."))
def stage(
    state: State = _DEFAULT,
    root_passphrase_file: Annotated[Path | None, typer.Option(help=_("encrypts the root key"))] = None,
) -> None:
    from collector.clock import SystemClock
    from collector.trust.authority import Authority

    with _failing_clearly():
        passphrase = root_passphrase_file.read_bytes().strip() if root_passphrase_file else None
        number = Authority(state / "authority").stage(state.name, SystemClock().now_us(), passphrase)
    print(
        _("generation {number} is made: restart the collector and give every agent the new site bundle").format(
            number=number
        )
    )


@app.command(help=_("Let a generation issue the server's certificate, once agents have its root."))
def activate(number: Number, state: State = _DEFAULT) -> None:
    from collector.trust.authority import Authority

    with _failing_clearly():
        Authority(state / "authority").activate(number)
    print(_("generation {number} issues after the next start").format(number=number))


@app.command(help=_("Take a generation out of the site bundle and delete its keys."))
def drop(number: Number, state: State = _DEFAULT) -> None:
    from collector.trust.authority import Authority

    with _failing_clearly():
        Authority(state / "authority").drop(number)
    print(_("generation {number} is dropped").format(number=number))


@contextmanager
def _failing_clearly() -> Iterator[None]:
    from collector.errors import CollectorError

    try:
        yield
    except CollectorError as error:
        raise CommandFailed.of(ExitCode.REFUSED, error) from error
    except OSError as error:
        raise CommandFailed(ExitCode.USAGE, str(error.filename), told(reason(error)), _("check its name")) from error
