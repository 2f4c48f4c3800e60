from dataclasses import replace
from ipaddress import ip_address, ip_network

import pytest

from collector.ingest.judging import is_due
from collector.ledger.segment import Segment
from collector.ledger.terminal import AccessDomain
from collector.presence.subject import AgentStanding
from collector.store import agents, segments
from collector.store.transaction import Transaction
from protocol.identity import AgentId
from protocol.mac import MacAddress
from protocol.observations import (
    Adapter,
    AdapterKind,
    Antivirus,
    AntivirusState,
    Attachment,
    Elsewhere,
    Forwarding,
    Looked,
    LookOutcome,
    Observation,
)
from protocol.report import ReportKind
from tests.support.agent_voice import ADAPTER, AgentVoice, attachment
from tests.support.agents_door import COUNTER_MAC, DESKTOP_ADDRESS, DESKTOP_MAC, STRANGER_MAC, DoorRig
from tests.support.pc import WIFI_DEVICE, adapter, default_route, held
from tests.support.small_ledger import ACTOR

HOUR = 3600
WIRED = replace(adapter("eth0", AdapterKind.WIRED), id=ADAPTER)


def attached(door: DoorRig) -> AgentVoice:
    voice = door.enrolled(door.ledger.desktop, DESKTOP_MAC)
    door.beat(voice, DESKTOP_MAC, DESKTOP_ADDRESS)
    return voice


def inventory(door: DoorRig, voice: AgentVoice, probe: str, *said: Observation) -> None:
    looked = Looked(probe, LookOutcome.SEEN, None)
    door.deliver(voice, voice.report(looked, *said, kind=ReportKind.INVENTORY))


def evidence(door: DoorRig, rule: str) -> dict[str, object]:
    (one,) = door.alerts(rule)
    return dict(one.alert.evidence)


def test_inventory_raises_and_settles_what_the_pc_says_of_itself(door: DoorRig) -> None:
    voice = attached(door)
    looked = [Looked(probe, LookOutcome.SEEN, None) for probe in ("adapters", "addressing", "wireless")]
    route = default_route(ADAPTER, "10.37.12.77")
    door.deliver(voice, voice.report(*looked, WIFI_DEVICE, route, kind=ReportKind.INVENTORY))
    assert door.told == ["unlisted-gateway", "wireless-adapter"]

    door.advance(60, voice)
    door.deliver(voice, voice.report(*looked, kind=ReportKind.INVENTORY))
    assert {one.alert.state for one in door.alerts()} == {"closed"}


def test_what_a_probe_could_not_see_stands_in_the_evidence(door: DoorRig) -> None:
    voice = attached(door)
    second = replace(WIRED, id=adapter("eth1", AdapterKind.WIRED).id, name="eth1")
    looked = [Looked(probe, LookOutcome.SEEN, None) for probe in ("adapters", "addressing")]
    unread = Looked("sharing", LookOutcome.SEEN, "packet filter: the root helper is not installed")
    said = (WIRED, second, default_route(ADAPTER), held(second.id, "10.42.0.1"), Forwarding(4, True, ()))
    door.deliver(voice, voice.report(*looked, unread, *said, kind=ReportKind.INVENTORY))

    assert evidence(door, "sharing")["not_seen"] == unread.reason
    assert "sharing" not in door.told, "an address alone is a suspicion"


def test_route_heard_before_the_first_beat_is_judged_when_the_segment_is_known(door: DoorRig) -> None:
    voice = door.enrolled(door.ledger.desktop, DESKTOP_MAC)
    looked = Looked("addressing", LookOutcome.SEEN, None)
    door.deliver(voice, voice.report(looked, default_route(ADAPTER, "10.37.12.77"), kind=ReportKind.INVENTORY))
    assert door.told == []

    door.beat(voice, DESKTOP_MAC, DESKTOP_ADDRESS)
    assert door.told == ["unlisted-gateway"]


def test_lease_of_an_unlisted_server_is_told_by_the_pc_that_holds_it(door: DoorRig) -> None:
    changes = {"dhcp_servers": (ip_address("10.37.12.1"),)}
    door.rig.do(lambda tx: segments.change(tx, door.ledger.finance_segment, changes, ACTOR))
    voice = attached(door)
    lease: Attachment = replace(attachment(DESKTOP_MAC, DESKTOP_ADDRESS), dhcp_server=ip_address("192.168.1.1"))
    inventory(door, voice, "attachment", lease)

    assert evidence(door, "unlisted-lease-server")["usually_handed_out_by"] == "home router"


def test_routes_of_the_floor_a_pc_came_from_are_no_offence_on_this_one(door: DoorRig) -> None:
    def declare(tx: Transaction) -> None:
        below = {
            "prefixes": (ip_network("10.37.11.0/24"),),
            "gateways": (ip_address("10.37.11.1"),),
            "gateway_macs": (),
        }
        segments.change(tx, door.ledger.finance_segment, {"dhcp_servers": (ip_address("10.37.12.1"),)}, ACTOR)
        segments.change(tx, door.ledger.services_segment, below, ACTOR)

    door.rig.do(declare)
    voice = door.enrolled(door.ledger.desktop, DESKTOP_MAC)
    told = [Looked(probe, LookOutcome.SEEN, None) for probe in ("addressing", "attachment")]
    lease = replace(attachment(DESKTOP_MAC, "10.37.11.21"), dhcp_server=ip_address("10.37.11.1"))
    below = held(ADAPTER, "10.37.11.21"), default_route(ADAPTER, "10.37.11.1"), lease
    door.deliver(voice, voice.report(*told, *below, kind=ReportKind.INVENTORY))

    door.beat(voice, DESKTOP_MAC, DESKTOP_ADDRESS)
    assert door.alerts() == []

    offending = held(ADAPTER, DESKTOP_ADDRESS), default_route(ADAPTER, "10.37.12.77")
    door.deliver(voice, voice.report(*told, *offending, kind=ReportKind.INVENTORY))
    assert door.told == ["unlisted-gateway"]


def test_time_elsewhere_is_told_on_return_with_its_times(door: DoorRig) -> None:
    voice = attached(door)
    inventory(door, voice, "adapters", WIRED)
    door.advance(HOUR, voice)
    door.tick()
    left_us = voice.wall_us
    door.advance(2 * HOUR, voice)
    back_us = voice.wall_us
    door.advance(30, voice)
    door.beat(voice, DESKTOP_MAC, DESKTOP_ADDRESS)
    door.deliver(voice, voice.report(Elsewhere(ADAPTER, "private", left_us, back_us), kind=ReportKind.EVENT))

    said = evidence(door, "two-zones-by-turns")
    assert (said["from_us"], said["to_us"], said["interface"]) == (left_us, back_us, "eth0")
    assert said["collector_out_of_reach"] is True
    assert said["late"] is True
    assert door.told == ["two-zones-by-turns"]


def test_time_elsewhere_while_its_beats_came_is_not_called_out_of_reach(door: DoorRig) -> None:
    voice = attached(door)
    left_us = voice.wall_us
    for _ in range(4):
        door.advance(60, voice)
        door.beat(voice, DESKTOP_MAC)
    door.deliver(voice, voice.report(Elsewhere(ADAPTER, "public", left_us, voice.wall_us), kind=ReportKind.EVENT))

    assert evidence(door, "two-zones-by-turns")["collector_out_of_reach"] is False


def test_both_domains_one_after_another(door: DoorRig) -> None:
    hall = Segment(
        name="综合窗口",
        unit_id=door.ledger.finance,
        domain=AccessDomain.PUBLIC_SERVICE,
        prefixes=(ip_network("10.37.13.0/24"),),
    )
    door.rig.do(lambda tx: segments.add(tx, hall, ACTOR))
    voice = attached(door)
    door.advance(24 * HOUR, voice)
    assert door.told == []

    door.beat(voice, DESKTOP_MAC, "10.37.13.21")
    assert evidence(door, "two-zones-by-turns")["domains"] == ["administrative", "public-service"]


def test_domains_of_the_agent_before_the_pc_was_installed_anew_count(door: DoorRig) -> None:
    hall = Segment(
        name="综合窗口",
        unit_id=door.ledger.finance,
        domain=AccessDomain.PUBLIC_SERVICE,
        prefixes=(ip_network("10.37.13.0/24"),),
    )
    door.rig.do(lambda tx: segments.add(tx, hall, ACTOR))
    before = attached(door)
    door.advance(24 * HOUR, before)
    after = door.enrolled(door.ledger.desktop, DESKTOP_MAC)
    door.rig.do(lambda tx: agents.set_state(tx, after.id, AgentStanding.ACTIVE, ACTOR))
    door.rig.do(lambda tx: agents.bind(tx, after.id, door.ledger.desktop))
    door.beat(after, DESKTOP_MAC, "10.37.13.21")

    assert evidence(door, "two-zones-by-turns")["agent"] == after.id


@pytest.mark.parametrize(("hours", "expected"), [(0.5, 0), (3.5, 1)])
def test_what_only_time_changes_is_judged_by_the_hour(door: DoorRig, hours: float, expected: int) -> None:
    """Signatures that were two hours short of seven days at the last report: nothing else comes in but beats."""
    voice = attached(door)
    made_us = voice.wall_us - (7 * 24 - 2) * HOUR * 1_000_000
    kept = Antivirus("ClamAV", AntivirusState.RUNNING, "1.4", True, made_us, (), "2026-11")
    inventory(door, voice, "antivirus", kept)
    for _ in range(int(hours * 60)):
        door.advance(60, voice)
        door.beat(voice, DESKTOP_MAC, DESKTOP_ADDRESS)

    assert len([one for one in door.alerts("antivirus") if one.alert.evidence["grade"] == "stale"]) == expected


def test_every_agent_s_hour_begins_at_its_own_moment(door: DoorRig) -> None:
    voice = attached(door)
    agent = door.rig.read(lambda c: agents.find(c, voice.id))
    assert agent is not None
    start_us = door.rig.clock.now
    due = []
    for minute in range(1, 24 * 60 + 1):
        now_us = start_us + minute * 60_000_000
        due += [minute] if is_due(agent, now_us) else []
        agent = replace(agent, last_beat_us=now_us)

    assert len(due) == 24
    other = replace(agent, id=AgentId(f"{int(agent.id[:8], 16) ^ 0x3FF:08x}" + agent.id[8:]))
    assert {is_due(replace(one, last_beat_us=start_us), start_us + 61 * 60_000_000) for one in (agent, other)} == {True}


def states(voice: AgentVoice, *, at_office: bool) -> list[bytes]:
    """A radio that shows and is gone two seconds later, on the office's wire or on another."""
    where = attachment(DESKTOP_MAC, DESKTOP_ADDRESS if at_office else "192.168.77.9")
    looked = [Looked(probe, LookOutcome.SEEN, None) for probe in ("adapters", "addressing", "wireless", "attachment")]
    messages = []
    for radios in ((), (WIFI_DEVICE,), ()):
        messages.append(voice.report(*looked, WIRED, where, *radios, kind=ReportKind.EVENT))
        voice.advance(2)
    return messages


def test_stick_that_was_gone_before_anybody_looked_is_told_and_over(door: DoorRig) -> None:
    voice = attached(door)
    messages = states(voice, at_office=True)
    door.advance(6)
    door.deliver(voice, *messages)

    (one,) = door.alerts("wireless-adapter")
    assert (one.alert.state, one.alert.certainty) == ("closed", "confirmed")
    assert one.alert.first_us == door.rig.clock.now - 4_000_000


def test_what_a_spool_tells_of_other_places_is_its_journals_to_tell(door: DoorRig) -> None:
    voice = attached(door)
    messages = states(voice, at_office=False)
    door.advance(3 * HOUR)
    voice.advance(3 * HOUR - 6)
    door.beat(voice, DESKTOP_MAC, DESKTOP_ADDRESS)
    door.deliver(voice, *messages)

    assert door.alerts() == []


def second_card(door: DoorRig, voice: AgentVoice, mac: str) -> Adapter:
    """Beside the registered wire, up and with an address in the same segment, vouched for by its agent's beat."""
    card = replace(WIRED, id=adapter("eth1", AdapterKind.WIRED).id, name="eth1", mac=MacAddress.parse(mac))
    claims = attachment(DESKTOP_MAC, DESKTOP_ADDRESS), replace(attachment(mac, "10.37.12.77"), adapter=card.id)
    door.answer(door.post("beats", voice.beat_of(*claims), voice.id))
    return card


def test_card_that_nobody_hears_is_told_by_its_own_agent_until_it_is_pulled_out(door: DoorRig) -> None:
    voice = attached(door)
    card = second_card(door, voice, STRANGER_MAC)
    own = replace(WIRED, mac=MacAddress.parse(DESKTOP_MAC))
    inventory(door, voice, "adapters", own, card)

    said = evidence(door, "unapproved-adapter")
    assert (said["mac"], said["interface"], said["witnesses"]) == (STRANGER_MAC, "eth1", [f"agent:{voice.id}"])
    assert door.told == ["unapproved-adapter"]

    inventory(door, voice, "adapters", own)
    assert [one.alert.state for one in door.alerts()] == ["closed"]


def test_another_terminals_card_is_not_unapproved(door: DoorRig) -> None:
    voice = attached(door)
    card = second_card(door, voice, COUNTER_MAC)
    inventory(door, voice, "adapters", replace(WIRED, mac=MacAddress.parse(DESKTOP_MAC)), card)

    assert door.alerts("unapproved-adapter") == []


def test_card_that_no_beat_vouched_for_is_told_from_the_spool_and_over(door: DoorRig) -> None:
    """It was plugged in while the collector was out of reach, maybe because of it."""
    voice = attached(door)
    card = replace(WIRED, id=adapter("eth1", AdapterKind.WIRED).id, name="eth1", mac=MacAddress.parse(STRANGER_MAC))
    own, second = attachment(DESKTOP_MAC, DESKTOP_ADDRESS), attachment(STRANGER_MAC, "10.37.12.77")
    looked = [Looked(probe, LookOutcome.SEEN, None) for probe in ("adapters", "attachment")]
    messages = []
    for more in ((), (card, replace(second, adapter=card.id)), ()):
        messages.append(voice.report(*looked, WIRED, own, *more, kind=ReportKind.EVENT))
        voice.advance(2)
    door.advance(6)
    door.deliver(voice, *messages)

    (one,) = door.alerts()
    assert (one.alert.rule, one.alert.state, one.alert.certainty) == ("unapproved-adapter", "closed", "confirmed")
    assert one.alert.evidence["mac"] == STRANGER_MAC
