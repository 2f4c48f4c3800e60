"""`mingce-agent enrol`: make this PC known. The code is typed, piped or in a file, never an argument."""

import getpass
import sys
from pathlib import Path

from agent.cli.command import ExitCode, Invocation, this_host
from agent.config import DEFAULT_SITE
from agent.enrolment import clean_code
from agent.enrolment import enrol as enrol_with
from agent.errors import ConfigurationError
from agent.identity import REQUESTED, Identity, read_site
from agent.state import StateDirectory
from protocol.enrolment import EnrolmentState
from protocol.identity import digest_of
from protocol.phrases import say
from protocol.reasons import reason

_LARGEST_SITE = 64 * 1024
_LARGEST_CODE = 256


def enrol(call: Invocation) -> ExitCode:
    """Prints terminal, unit and state; exit code 3: unreachable (try again), 4: refused."""
    _ = call.translate
    config = call.config()
    state = StateDirectory(config.state_directory)
    state.make()
    known = Identity.load(state)
    if known is not None and known.state != REQUESTED:
        call.say(_("This PC is enrolled already: terminal {}, {}.").format(known.terminal, known.unit))
        return ExitCode.FAILED
    content = _site(call.arguments.site, state)
    site = read_site(content, call.arguments.site or str(state.site))
    call.say(_("collector: {}").format(site.url))
    call.say(_("fingerprint of the site bundle: {}").format(_grouped(digest_of(content))))
    code = clean_code(_read_code(call))
    answer = enrol_with(state, content, code, this_host(), config.timeout_seconds)
    call.say(_("terminal: {}").format(answer.terminal))
    call.say(_("unit: {}").format(answer.unit))
    if answer.state is EnrolmentState.ACTIVE:
        call.say(_("state: active"))
    else:
        call.say(_("state: pending, a person decides; until then this PC does not vouch for its addresses"))
    for difference in answer.differences:
        call.say(_("differs from the ledger: {}").format(difference))
    return ExitCode.OK


def _site(path: str | None, state: StateDirectory) -> bytes:
    if path is None:
        stored = state.read(state.site)
        if stored is not None:
            return stored
        if not DEFAULT_SITE.exists():
            raise ConfigurationError("site bundle", "none is stored here", "name it with --site FILE")
        path = str(DEFAULT_SITE)
    try:
        with Path(path).open("rb") as file:
            content = file.read(_LARGEST_SITE + 1)
    except OSError as error:
        raise ConfigurationError(path, reason(error), "check the path after --site") from error
    if len(content) > _LARGEST_SITE:
        raise ConfigurationError(path, say("more than {most} bytes: no site bundle", most=_LARGEST_SITE))
    return content


def _read_code(call: Invocation) -> str:
    if call.arguments.code_file:
        return _code_in(Path(call.arguments.code_file))
    _ = call.translate
    if sys.stdin.isatty():
        return getpass.getpass(_("one-time code: "))
    return sys.stdin.readline(_LARGEST_CODE)


def _code_in(path: Path) -> str:
    try:
        with path.open("r", encoding="utf-8") as file:
            if path.stat().st_mode & 0o077:
                raise ConfigurationError(str(path), "others may read it", say("chmod 600 {path}", path=path))
            return file.readline(_LARGEST_CODE)
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(str(path), reason(error), "check the path after --code-file") from error


def _grouped(digest: str) -> str:
    return " ".join(digest[place : place + 4] for place in range(0, 32, 4))
