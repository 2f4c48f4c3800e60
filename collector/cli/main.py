"""The command `mingce`: the language is chosen first, a group's module is imported only when the group is used."""

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from collector.cli import texts, usage
from collector.cli.failures import CommandFailed
from collector.cli.options import Options
from collector.cli.session_file import SessionFile
from collector.cli.texts import N_, _
from collector.environment import environment

GROUPS: dict[str, tuple[str, str]] = {
    "serve": ("serve", N_("Run the collector.")),
    "check-config": ("check_config", N_("Check the collector's settings.")),
    "login": ("account", N_("Open a session with a name and a password.")),
    "logout": ("account", N_("End the session.")),
    "whoami": ("account", N_("Show who you are to the collector, and what you may do.")),
    "password": ("account", N_("Change your password.")),
    "reauthenticate": ("account", N_("Give the password again, for what needs it fresh.")),
    "operator": ("operator", N_("Accounts of the people who work with the collector.")),
    "unit": ("unit", N_("Units of the ledger.")),
    "person": ("person", N_("People of the ledger.")),
    "terminal": ("terminal", N_("Terminals of the ledger.")),
    "ledger": ("ledger", N_("The ledger as files: import sheets, export it.")),
    "admission": ("admission", N_("Lists of blocked and admitted MACs for switches and RADIUS.")),
    "segment": ("segment", N_("Segments of the ledger.")),
    "enrol": ("enrol", N_("Print a one-time code for a terminal's agent.")),
    "site-bundle": ("site", N_("Write the file that agents are installed with.")),
    "site": ("site", N_("Sign what this site tells its agents.")),
    "agents": ("agents", N_("List the agents and how they are.")),
    "drift": ("drift", N_("Compare the ledger with what was observed, and take values over.")),
    "identity": ("identity", N_("Decide which terminal an agent is, where that is in question.")),
    "devices": ("devices", N_("List the radios, modems, tethers and tunnels of all PCs.")),
    "refusals": ("intake", N_("Count what the agents' door refused.")),
    "quarantine": ("intake", N_("List reports that contradict what is held.")),
    "presence": ("presence", N_("Who is on the wire now, and whose is it.")),
    "alerts": ("alerts", N_("List alerts, follow them, acknowledge one.")),
    "exempt": ("exempt", N_("Exempt from a rule, under an approval, for a time.")),
    "trace": ("trace", N_("Say who held an address, MAC or name at a moment.")),
    "packets": ("packet", N_("List the evidence packets that were handed out.")),
    "verify": ("verify", N_("Check that nothing was altered, or that a packet is genuine.")),
    "journal": ("journal", N_("Read the journal.")),
    "health": ("site", N_("Ask the collector whether it is well.")),
    "authority": ("authority", N_("Look after the private CA (on the collector's host).")),
}
"""Every command: its module in collector/cli, and its line in the help."""


class LazyGroup(TyperGroup):
    """Knows its commands by name; imports one when it is used, so that `mingce` starts fast."""

    def list_commands(self, _ctx: Any) -> list[str]:
        return list(GROUPS)

    def get_command(self, _ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in GROUPS:
            return None
        return load(cmd_name)


def load(name: str) -> Any:
    """The command of that name: of a module with several, the one called so, else the module's whole group."""
    module, line = GROUPS[name]
    group = typer.main.get_group(import_module(f"collector.cli.{module}").app)
    command = group.commands.get(name, group)
    command.name = name
    command.short_help = _(line)
    command.help = command.help or _(line)
    return usage.speak(command)


def build() -> typer.Typer:
    """The application in the language chosen."""
    app = typer.Typer(
        cls=LazyGroup,
        help=_(
            "Mingce, the register of names: who is plugged into the extranet, and whose is it.\n\n"
            "Exit codes: 0 done, 1 a finding, 2 wrong usage or value, 3 collector unreachable, "
            "4 refused, 5 not found."
        ),
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )

    @app.callback()
    def root(
        ctx: typer.Context,
        collector: Annotated[
            str | None,
            typer.Option(
                envvar="MINGCE_COLLECTOR", help=_("https://host:port or unix:/path; else the one logged in to last")
            ),
        ] = None,
        ca: Annotated[
            str | None, typer.Option(envvar="MINGCE_CA", help=_("file of the collector's root certificates"))
        ] = None,
        lang: Annotated[str | None, typer.Option(help=_("zh or en; else the locale's"))] = None,  # noqa: ARG001 - read before
        version: Annotated[  # noqa: ARG001 - shown by its callback
            bool,
            typer.Option("--version", help=_("Show the version and exit."), is_eager=True, callback=_show_version),
        ] = False,
    ) -> None:
        ctx.obj = Options(collector, ca, SessionFile(environment().state_home))

    return app


def root_command() -> Any:
    """The application as a command, its help and usage in the language chosen."""
    return usage.speak(typer.main.get_command(build()))


def _show_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import PackageNotFoundError, version

        try:
            print(f"mingce {version('mingce')}")
        except PackageNotFoundError:
            print("mingce (not-installed)")
        raise typer.Exit


def asked_language(arguments: Sequence[str]) -> str | None:
    """The value of --lang, looked for before anything is parsed: the help itself depends on it."""
    for place, argument in enumerate(arguments):
        if argument.startswith("--lang="):
            return argument.removeprefix("--lang=")
        if argument == "--lang" and place + 1 < len(arguments):
            return arguments[place + 1]
    return None


def tell(failure: CommandFailed) -> None:
    """The sentence of a failed command, on standard error."""
    sentence = _("{what}: {why}").format(what=failure.what, why=failure.why)
    print(f"mingce: {sentence}", file=sys.stderr)
    if failure.next_step:
        print(f"        {failure.next_step}", file=sys.stderr)


def run() -> None:
    """Entry point."""
    texts.choose(asked_language(sys.argv[1:]) or environment().language)
    try:
        code = root_command().main(prog_name="mingce", standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except usage.UsageError as error:
        sys.exit(usage.tell(error))
    except typer.Abort:
        print(_("Aborted!"), file=sys.stderr)
        sys.exit(1)
    except CommandFailed as failure:
        tell(failure)
        sys.exit(failure.code)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # `mingce … | head`: nobody reads on, and the interpreter must not complain about it at exit.
        sys.stderr.close()
        sys.exit(141)
