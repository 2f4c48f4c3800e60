"""Packets that were handed out stay checkable: files of every format, as they were made, with the key of that time.

They are never rewritten: whoever changes the form gives it a new number and keeps reading the old one.
"""

from pathlib import Path

import pytest

from collector.cli import person_trace, trace
from collector.packet.checks import check
from collector.trust.public_key import from_file

_GOLDEN = Path(__file__).parent / "golden" / "packets"
_FILES = {"trace.packet": {"report", "beat", "withheld"}, "person.packet": set()}


@pytest.mark.parametrize(("name", "kinds"), list(_FILES.items()))
def test_a_packet_made_then_is_genuine_now(name: str, kinds: set[str]) -> None:
    outcome = check((_GOLDEN / name).read_bytes(), from_file((_GOLDEN / "collector.pub").read_bytes()))

    assert outcome.failed == ()
    assert outcome.contents is not None
    assert {item.kind for item in outcome.contents.body.evidence} == kinds
    body = outcome.contents.body
    shown = person_trace.paragraphs(body.answer) if body.kind == "person" else trace.paragraphs(body.answer)
    assert "0312" in "\n".join(shown)


def test_no_file_is_forgotten() -> None:
    assert {path.name for path in _GOLDEN.glob("*.packet")} == set(_FILES)
