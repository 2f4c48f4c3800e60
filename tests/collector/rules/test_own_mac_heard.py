import pytest

from collector.rules.facts import OwnMacFacts
from collector.rules.finding import Certainty
from collector.rules.own_mac_heard import OwnMacHeard
from protocol.observations import HeardHow
from protocol.observations import OwnMacHeard as Heard
from tests.support.rule_facts import AGENT, NOW, TERMINAL, findings
from tests.support.scenario import ADDRESS_9, MAC_1, SEGMENT


@pytest.mark.parametrize(("times", "certainty"), [(1, Certainty.SUSPECTED), (2, Certainty.CONFIRMED)])
def test_one_frame_may_be_an_echo(times: int, certainty: Certainty) -> None:
    heard = Heard(SEGMENT.id, MAC_1, ADDRESS_9, HeardHow.ARP_REPLY, NOW)  # type: ignore[arg-type]
    (one,) = findings(OwnMacHeard().judge(OwnMacFacts(heard, NOW, NOW, AGENT, TERMINAL, SEGMENT, times)))

    assert (one.certainty, one.evidence["mac"]) == (certainty, str(MAC_1))
