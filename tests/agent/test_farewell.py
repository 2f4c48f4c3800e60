"""What the agent says of why it stops."""

from pathlib import Path

import pytest

from agent.farewell import STOPPED, reason_to_stop
from agent.state import StateDirectory


@pytest.mark.parametrize(
    ("written", "said"),
    [
        pytest.param(b"removed\n", "package removed; identity and spool are kept", id="removed"),
        pytest.param(b"purged\n", "package purged; identity and spool are deleted", id="purged"),
        pytest.param(b"because I say so\n", STOPPED, id="unknown-word"),
        pytest.param(b"", STOPPED, id="empty"),
        pytest.param(b"\xff" * 2_000_000, STOPPED, id="too-long"),
    ],
)
def test_word_left(tmp_path: Path, written: bytes, said: str) -> None:
    state = StateDirectory(tmp_path)
    state.farewell.write_bytes(written)

    assert reason_to_stop(state) == said


def test_no_word_left(tmp_path: Path) -> None:
    assert reason_to_stop(StateDirectory(tmp_path)) == STOPPED


def test_the_package_writes_words_known_here() -> None:
    script = (Path(__file__).parents[2] / "packaging/agent/preremove").read_text(encoding="utf-8")

    assert "why=removed\n" in script
    assert "why=purged ;;" in script
    assert '>"$state/farewell"' in script
    assert "state=/var/lib/mingce-agent\n" in script
