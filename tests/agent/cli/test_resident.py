import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.cli.resident import service_call
from agent.cli.usage import parser
from protocol.codec import encode
from tests.support.agent_command import environment, mingce_agent
from tests.support.fake_collector import FakeCollector
from tests.support.polling import seconds_until

NEVER_NEEDED = {
    *("argparse", "asyncio", "bz2", "ctypes", "decimal", "email", "encodings.idna", "importlib.metadata", "lzma"),
    *("multiprocessing", "optparse", "platform", "shutil", "subprocess", "tempfile", "unittest", "urllib.request"),
    *("netifaces", "psutil", "scapy", "uuid", "xml", "agent.cli.once", "agent.cli.usage"),
    *("agent.classification.written", "agent.diagnosis", "agent.enrolment", "agent.host.snapshot"),
    *("agent.privileged.helper", "agent.reference"),
}
"""A megabyte here and there, in every office PC, all day."""
WORDS = ("run", "once", "--config", "--state", "--lang", "zh_CN", "--lang=en", "a.toml", "-x", "--", "", "--state=b")


@given(st.lists(st.sampled_from(WORDS), max_size=6) | st.lists(st.sampled_from(WORDS[:4]), max_size=7))
def test_what_it_reads_argparse_reads_the_same_way(arguments: list[str]) -> None:
    call = service_call(arguments)
    if call is not None:
        assert vars(call.arguments) == vars(parser(str).parse_args(arguments))


@pytest.mark.parametrize(
    ("arguments", "config", "state"),
    [
        (["run"], None, None),
        (["--state", "b", "run", "--config", "a.toml"], "a.toml", "b"),
        (["--state", "b", "run", "--state", "c"], None, "c"),
    ],
)
def test_the_services_call(arguments: list[str], config: str | None, state: str | None) -> None:
    call = service_call(arguments)

    assert call is not None
    assert (call.arguments.command, call.arguments.config, call.arguments.state) == ("run", config, state)


@pytest.mark.parametrize(
    "arguments", [[], ["once"], ["run", "now"], ["run", "--help"], ["run", "--state"], ["--state"]]
)
def test_anything_else_is_for_argparse(arguments: list[str]) -> None:
    assert service_call(arguments) is None


def test_it_ends_with_a_sentence_in_the_readers_language(tmp_path: Path) -> None:
    (tmp_path / "agent.toml").write_text("colour = 1\n", encoding="utf-8")
    done = mingce_agent("run", "--config", str(tmp_path / "agent.toml"), language="zh_CN.UTF-8")

    assert done.returncode == 2
    assert "colour" in done.stderr
    assert re.search("[一-鿿]", done.stderr)


def test_resident_service_has_imported_nothing_that_it_never_needs(tmp_path: Path) -> None:
    state, log = tmp_path / "state", tmp_path / "log"
    with FakeCollector(tmp_path) as collector:
        site = tmp_path / "site.json"
        site.write_bytes(encode(collector.site))
        enrolled = mingce_agent("enrol", "--state", str(state), "--site", str(site), typed="ABCD-EFGH-JKLM-NPQR")
        assert enrolled.returncode == 0, enrolled.stderr
        # As pip's bin/mingce-agent does; every import is written to standard error.
        entry = "from agent.cli.main import run; run()"
        command = [sys.executable, "-X", "importtime", "-c", entry, "run", "--state", str(state)]
        with (
            log.open("wb") as written,
            subprocess.Popen(command, env=environment(), stderr=written) as service,
        ):
            try:
                seconds_until(lambda: any(stored.beats and stored.reports for stored in collector.agents.values()))
            finally:
                service.send_signal(signal.SIGTERM)
    imported = set(re.findall(r"\| +([\w.]+)$", log.read_text(encoding="utf-8"), re.MULTILINE))

    assert {"agent.service", "agent.probes.accounts", "h11"} <= imported
    assert imported & NEVER_NEEDED == set()
