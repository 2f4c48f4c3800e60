import pytest

from collector.rules.finding import Severity
from collector.rules.open_ports import OpenPorts
from protocol.observations import HostFirewall
from tests.support.posture_facts import PROBES, firewall, kept, listening
from tests.support.rule_facts import findings, settled


def test_one_finding_for_a_pc_names_all_its_ports() -> None:
    said = (listening(445, "smbd"), listening(22, "sshd"), listening(22, "sshd"), listening(8080), listening(3389))
    (one,) = findings(OpenPorts().judge(kept(*said)))

    assert one.evidence["ports"] == ["tcp/22 sshd", "tcp/3389", "tcp/445 smbd"]


@pytest.mark.parametrize("port", [135, 139, 445, 3389, 22, 5900, 23])
def test_ports_the_requirement_names(port: int) -> None:
    assert findings(OpenPorts().judge(kept(listening(port))))


def test_what_listens_on_one_address_says_so() -> None:
    (one,) = findings(OpenPorts().judge(kept(listening(5900, any_address=False))))

    assert one.evidence["ports"] == ["tcp/5900 (one address)"]


@pytest.mark.parametrize(
    ("said", "severity", "told"),
    [
        (firewall("drop"), Severity.LOW, "drops"),
        (firewall("reject"), Severity.LOW, "drops"),
        (firewall("accept"), Severity.MEDIUM, "accepts"),
        (firewall("drop", active=False), Severity.MEDIUM, "accepts"),
        (None, Severity.MEDIUM, "accepts"),
    ],
)
def test_a_firewall_that_drops_makes_it_less_grave(said: HostFirewall | None, severity: Severity, told: str) -> None:
    (one,) = findings(OpenPorts(notifies=True).judge(kept(listening(22), *((said,) if said else ()))))

    assert (one.severity, one.evidence["host_firewall"]) == (severity, told)


def test_a_firewall_that_nobody_could_look_at_is_not_called_off() -> None:
    (one,) = findings(OpenPorts().judge(kept(listening(22), answered=PROBES - {"firewall"})))

    assert one.evidence["host_firewall"] is None


def test_ports_are_tunable() -> None:
    assert findings(OpenPorts(ports=(8080,)).judge(kept(listening(22)))) == []
    assert settled(OpenPorts().judge(kept(listening(8080))))
