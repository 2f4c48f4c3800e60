"""Every word of the vocabularies that tables show has a text."""

import pytest

from collector.alerts.lifecycle import State
from collector.cli.words import WORDS, word
from collector.ledger.life_cycle import Status
from collector.ledger.terminal import AccessDomain, AccessMode, TerminalType
from collector.presence.subject import AgentStanding
from collector.presence.tracing import Reason
from collector.rules.finding import Certainty, Severity

SHOWN = [*State, *Status, *AccessDomain, *AccessMode, *TerminalType, *AgentStanding, *Reason, *Certainty]


@pytest.mark.parametrize("value", sorted({*(item.value for item in SHOWN), *(item.word for item in Severity)}))
def test_word_is_known(value: str) -> None:
    assert value in WORDS


def test_unknown_word_is_itself() -> None:
    assert (word("unheard-of"), word(None)) == ("unheard-of", "")
