"""The commands, their options and their help, by argparse: every call but the service's own (agent/cli/resident.py)."""

import argparse
from collections.abc import Callable, Sequence
from types import SimpleNamespace

from agent import VERSION
from agent.cli.command import Invocation
from agent.cli.language import LANGUAGES, catalogue, choose, speak_usage


def asked_for(arguments: Sequence[str]) -> Invocation:
    """What these arguments ask for; wrong ones, --help and --version end the process, in the reader's language."""
    language = choose(arguments)
    speak_usage(language)
    translate = catalogue(language).gettext
    return Invocation(parser(translate).parse_args(arguments, SimpleNamespace()), translate, language)


def parser(_: Callable[[str], str]) -> argparse.ArgumentParser:
    """The whole command line, its texts through `_`."""
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--config", metavar="FILE", help=_("settings (default: /etc/mingce/agent.toml)"))
    shared.add_argument("--state", metavar="DIRECTORY", help=_("state directory instead of the settings' one"))
    shared.add_argument("--lang", choices=LANGUAGES, help=_("language (default: from the locale)"))
    whole = argparse.ArgumentParser(
        prog="mingce-agent",
        description=_("Says what is plugged into this PC to the collector of its e-government extranet site."),
        epilog=_(
            "Exit codes: 0 done, 1 failed or something was found, 2 wrong usage or settings, "
            "3 collector unreachable, 4 refused, 5 not enrolled."
        ),
        parents=[shared],
    )
    whole.add_argument(
        "--version",
        action="version",
        help=_("show program's version number and exit"),
        version=f"mingce-agent {VERSION}",
    )
    commands = whole.add_subparsers(dest="command", required=True, metavar=_("COMMAND"))

    def add(name: str, says: str) -> argparse.ArgumentParser:
        # SUPPRESS: an option before the command must survive the command's own, unset one.
        command = commands.add_parser(name, help=says, description=says)
        for option, about in (("--config", "FILE"), ("--state", "DIRECTORY"), ("--lang", "LANGUAGE")):
            command.add_argument(option, metavar=about, default=argparse.SUPPRESS, help=argparse.SUPPRESS)
        return command

    add("run", _("run the service in the foreground"))
    once = add("once", _("take one inventory of this PC and print it; nothing is sent"))
    once.add_argument("--json", action="store_true", help=_("machine-readable"))
    once.add_argument("--explain", action="store_true", help=_("say from where, what could not be seen, what is sent"))
    status = add("status", _("what the running service does"))
    status.add_argument("--json", action="store_true", help=_("machine-readable"))
    collected = add("collected", _("everything this agent can ever say about this PC"))
    collected.add_argument("--json", action="store_true", help=_("machine-readable"))
    enrol = add("enrol", _("make this PC known to a collector, with a one-time code"))
    enrol.add_argument(
        "--site", metavar="FILE", help=_("site bundle (default: the one stored before, else /etc/mingce/site.json)")
    )
    enrol.add_argument("--code-file", metavar="FILE", help=_("file with the code, readable by root only"))
    doctor = add("doctor", _("say what is wrong with this agent, and what to do next"))
    doctor.add_argument("--bundle", metavar="FILE", help=_("also write a support file, without personal data"))
    add("check-config", _("check the settings and print them"))
    classify = add("classify", _("say what hardware is by its ids, without plugging it in"))
    _classify_options(classify, _)
    decode = add("decode", _("what listening would have made of a capture file"))
    decode.add_argument("capture", metavar="CAPTURE", help=_("pcap or pcapng file"))
    decode.add_argument("--json", action="store_true", help=_("machine-readable"))
    add("helper", _("answer the agent's questions to root; systemd starts this when the agent asks"))
    return whole


def _classify_options(classify: argparse.ArgumentParser, _: Callable[[str], str]) -> None:
    classify.add_argument(
        "ids",
        nargs="*",
        metavar="ID",
        help=_(
            "modalias, vendor:product with interface classes (0bda:8179 ff/ff/ff) or a line of lsusb or lspci -n; "
            "none: lines of standard input"
        ),
    )
    classify.add_argument("--modules", metavar="DIR", help=_("the kernel's tables (default: /lib/modules/RELEASE)"))
    classify.add_argument("--json", action="store_true", help=_("machine-readable"))
