from dataclasses import replace

import pytest

from collector.presence.subject import AgentStanding
from collector.rules.finding import Certainty, Finding, Subject, SubjectKind
from collector.rules.unapproved_adapter import UnapprovedAdapter
from protocol.observations import Adapter, AdapterKind
from tests.support.hardware import stacked
from tests.support.pc import WIRED, adapter, held
from tests.support.rule_facts import AGENT, TERMINAL, findings, pc_facts, settled
from tests.support.scenario import ADDRESS_9, MAC_1, MAC_2, MAC_3, SEGMENT, scenario


def test_claimed_by_an_agent_but_not_its_terminals() -> None:
    story = scenario().registered("also-pc", MAC_1).at("09:00").beat("also-pc", (MAC_3, ADDRESS_9))
    story.after(1).sighting(MAC_3, ADDRESS_9, lasting=1).expects("unapproved-adapter")

    (alert,) = story.alerts.values()
    assert alert.evidence["claimed_by_agent"] == "also-pc"


def test_approving_it_settles_it() -> None:
    story = scenario().registered("also-pc", MAC_1).at("09:00").beat("also-pc", (MAC_3, ADDRESS_9))
    story.after(1).sighting(MAC_3, ADDRESS_9, lasting=1)
    story.owners[MAC_3].append("also-pc")
    story.after(1).sighting(MAC_3, ADDRESS_9)

    assert [alert.state for alert in story.alerts.values()] == ["closed"]


SECOND = replace(adapter("eth1", AdapterKind.WIRED), mac=MAC_2)
BOTH = ((WIRED.id, SEGMENT), (SECOND.id, SEGMENT))


def said(*adapters: Adapter, **more: object) -> list[Finding]:
    return findings(UnapprovedAdapter().judge(pc_facts(*adapters, **{"attached": BOTH} | more)))


def test_second_card_that_nobody_hears_is_told_by_its_own_agent() -> None:
    (one,) = said(WIRED, SECOND, addresses=(held(SECOND.id, "10.37.12.77"),))

    assert (one.certainty, one.terminal_id) == (Certainty.CONFIRMED, TERMINAL.id)
    assert (one.evidence["mac"], one.evidence["interface"]) == (str(MAC_2), "eth1")
    assert one.evidence["witnesses"] == [f"agent:{AGENT.id}"]
    assert one.evidence["addresses"] == ["10.37.12.77"]
    assert "its own agent says so" in str(one.evidence["why"])


def test_witness_and_claim_are_one_alert() -> None:
    story = scenario().registered("also-pc", MAC_1).at("09:00").beat("also-pc", (MAC_2, ADDRESS_9))
    story.after(1).sighting(MAC_2, ADDRESS_9)
    (suspected,) = story.alerts
    (one,) = said(WIRED, SECOND)
    story.conclude(one).expects("unapproved-adapter")

    assert one.dedup_key == suspected
    assert len(story.alerts) == 1


def test_spoofed_mac_is_claimed_too() -> None:
    spoofed = replace(WIRED, mac=MAC_3, permanent_mac=MAC_1)
    (one,) = said(spoofed)

    assert (one.evidence["mac"], one.evidence["permanent_mac"]) == (str(MAC_3), str(MAC_1))


UNDECLARED = replace(SEGMENT, gateway_macs=frozenset())
BRIDGE = stacked("br0", "bridge")
BOND = replace(stacked("bond0", "bond"), mac=MAC_1)
SLAVE_1 = replace(WIRED, master="bond0", permanent_mac=MAC_1)
SLAVE_2 = replace(SECOND, master="bond0", mac=MAC_1, permanent_mac=MAC_2)


@pytest.mark.parametrize(
    ("adapters", "more"),
    [
        ((WIRED,), {}),
        ((WIRED, SECOND), {"attached": ((WIRED.id, SEGMENT),)}),
        ((WIRED, replace(SECOND, carrier=False)), {}),
        ((WIRED, SECOND), {"registered_macs": frozenset({MAC_2})}),
        ((WIRED, SECOND), {"terminal": None}),
        ((WIRED, SECOND), {"agent": replace(AGENT, standing=AgentStanding.PENDING)}),
        ((WIRED, replace(SECOND, kind=AdapterKind.WIFI)), {}),
        ((WIRED, replace(stacked("mv0", "macvlan", "eth0"), id=SECOND.id, mac=MAC_2)), {}),
        ((WIRED, replace(stacked("veth0", "veth"), id=SECOND.id, mac=MAC_2)), {}),
        ((replace(WIRED, master="br0"), BRIDGE), {"attached": ((BRIDGE.id, SEGMENT),)}),
        ((SLAVE_1, SLAVE_2, BOND), {"attached": ((BOND.id, SEGMENT),)}),
        ((WIRED, SECOND), {"attached": ((SECOND.id, replace(SEGMENT, infrastructure_macs=frozenset({MAC_2}))),)}),
        ((WIRED, SECOND), {"attached": ((SECOND.id, UNDECLARED),), "addresses": (held(SECOND.id, "10.37.12.1"),)}),
        ((SECOND,), {"terminal": replace(TERMINAL, macs=frozenset()), "registered_macs": frozenset({MAC_2})}),
    ],
    ids=[
        "registered",
        "not attached",
        "no carrier",
        "shared or another's",
        "no terminal",
        "agent not approved",
        "radio",
        "macvlan",
        "veth",
        "bridge over the registered wire",
        "bond",
        "infrastructure",
        "speaks for the gateway",
        "enrolled with it, ledger names none",
    ],
)
def test_what_needs_no_approval(adapters: tuple[Adapter, ...], more: dict[str, object]) -> None:
    assert said(*adapters, **more) == []


def test_unregistered_wire_under_a_bridge_is_told_of() -> None:
    links = (WIRED, replace(SECOND, master="br0"), BRIDGE)
    (one,) = said(*links, attached=((BRIDGE.id, SEGMENT),))

    assert one.evidence["interface"] == "eth1"


@pytest.mark.parametrize(
    ("adapters", "more", "is_over"),
    [
        ((WIRED,), {}, True),
        ((WIRED,), {"answered": frozenset()}, False),
        ((WIRED, SECOND), {}, False),
        ((WIRED, SECOND), {"attached": ()}, False),
        ((WIRED, SECOND), {"registered_macs": frozenset({MAC_2})}, True),
    ],
    ids=["unplugged", "nobody looked", "still there", "on no segment just now", "approved"],
)
def test_it_is_over_when_unplugged_or_registered(
    adapters: tuple[Adapter, ...], more: dict[str, object], is_over: bool
) -> None:
    facts = pc_facts(*adapters, **{"attached": BOTH, "unapproved_macs": ((MAC_2, SEGMENT.id),)} | more)
    over = settled(UnapprovedAdapter().judge(facts))

    assert [one.subject for one in over] == ([Subject(SubjectKind.MAC, str(MAC_2), SEGMENT.id)] if is_over else [])
