import pytest

from collector.alerts import lifecycle
from collector.rules.facts import OwnMacFacts
from collector.rules.finding import Certainty
from collector.rules.own_mac_heard import OwnMacHeard
from protocol.observations import HeardHow
from protocol.observations import OwnMacHeard as Heard
from tests.support.rule_facts import AGENT, NOW, TERMINAL, findings
from tests.support.scenario import ADDRESS_9, MAC_1, SEGMENT


@pytest.mark.parametrize(("wanted", "needed"), [(1, 1), (2, 2), (3, 3)])
def test_one_frame_may_be_an_echo(wanted: int, needed: int) -> None:
    """However many deliveries it takes: what was heard before is the alert's to remember."""
    alert = None
    for times in range(1, needed + 1):
        at_us = NOW + times * 1_000_000
        heard = Heard(SEGMENT.id, MAC_1, ADDRESS_9, HeardHow.ARP_REPLY, at_us)  # type: ignore[arg-type]
        facts = OwnMacFacts(heard, at_us, at_us, AGENT, TERMINAL, SEGMENT)
        (one,) = findings(OwnMacHeard(confirming_times=wanted).judge(facts))
        step = lifecycle.advance(alert, one, at_us)
        assert step is not None
        alert = step.alert
        assert one.evidence["mac"] == str(MAC_1)
        assert alert.certainty is (Certainty.CONFIRMED if times == needed else Certainty.SUSPECTED)
        assert step.notify is (times == needed)
