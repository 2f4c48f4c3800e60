"""An enrolled session on a captured machine, without a thread."""

from dataclasses import replace
from pathlib import Path

from agent.config import Config, parse
from agent.delivery.sender import News
from agent.enrolment import enrol
from agent.host.machine import Host
from agent.identity import load_enrolled
from agent.session import Session
from agent.state import StateDirectory
from protocol.codec import encode
from tests.support.captured_host import captured_host
from tests.support.fake_collector import FakeCollector

CODE = "ABCD-EFGH-JKLM-NPQR"


def settings(folder: Path) -> Config:
    return replace(parse(b"", "test"), state_directory=folder / "state")


def begin(collector: FakeCollector, folder: Path, name: str = "wifi-station") -> tuple[Session, Host, list[News]]:
    """Enrols the captured machine with the collector; the news of its sender end in the list."""
    (folder / "host").mkdir()
    host = captured_host(name, folder / "host")
    state = StateDirectory(folder / "state")
    state.make()
    enrol(state, encode(collector.site), CODE, host, 5)
    news: list[News] = []
    return Session(load_enrolled(state), state, settings(folder), host, news.append), host, news
