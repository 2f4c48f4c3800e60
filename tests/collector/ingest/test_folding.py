from collector.store import bindings, clients, facts, told_ports
from protocol.answer import Verdict
from protocol.mac import MacAddress
from protocol.observations import (
    DhcpClientHeard,
    DhcpVersion,
    DiscoveryProtocol,
    HeardHow,
    Looked,
    LookOutcome,
    NameHeard,
    SightingsFolded,
    SwitchPort,
)
from protocol.report import ReportKind
from tests.support.agent_voice import ADAPTER
from tests.support.agents_door import DESKTOP_ADDRESS, DESKTOP_MAC, DoorRig
from tests.support.pc import WIFI_DEVICE


def test_probe_that_could_not_look_leaves_what_was_known(door: DoorRig) -> None:
    voice = door.enrolled(door.ledger.desktop, DESKTOP_MAC)
    door.beat(voice, DESKTOP_MAC, DESKTOP_ADDRESS)
    seen = Looked("wireless", LookOutcome.SEEN, None)
    door.deliver(voice, voice.report(seen, WIFI_DEVICE, kind=ReportKind.INVENTORY))
    door.advance(60, voice)
    failed = Looked("wireless", LookOutcome.COULD_NOT_LOOK, "permission denied")
    door.deliver(voice, voice.report(failed, kind=ReportKind.INVENTORY))

    (fact,) = door.rig.read(lambda c: facts.of_agent(c, voice.id))
    assert (fact.outcome, fact.reason) == (LookOutcome.COULD_NOT_LOOK, "permission denied")
    assert fact.observations == (WIFI_DEVICE,)
    assert fact.looked_us - fact.seen_us == 60_000_000


def test_what_is_not_judged_yet_is_kept_as_evidence(door: DoorRig) -> None:
    voice = door.enrolled(door.ledger.desktop, DESKTOP_MAC)
    mac = MacAddress.parse("00-00-5E-00-53-33")
    told = (
        SwitchPort(ADAPTER, DiscoveryProtocol.LLDP, mac, "switch", "GE1/0/12", None, None, 12, 1),
        DhcpClientHeard(ADAPTER, mac, DhcpVersion.DHCP4, "ff0102", "MSFT 5.0", (1, 3), False, 1),
        SightingsFolded(ADAPTER, 300_000, 298_112, 1, 2),
    )
    (receipt,) = door.deliver(voice, voice.report(*told, kind=ReportKind.SIGHTINGS))

    assert receipt.verdict is Verdict.ACCEPTED
    assert door.told == []


def test_what_clients_and_switches_say_is_folded(door: DoorRig) -> None:
    voice = door.enrolled(door.ledger.desktop, DESKTOP_MAC)
    door.beat(voice, DESKTOP_MAC, DESKTOP_ADDRESS)
    mac, now = MacAddress.parse("00-00-5E-00-53-33"), door.rig.clock.now
    told = (
        SwitchPort(ADAPTER, DiscoveryProtocol.LLDP, mac, "chassis", "GE1/0/12", None, "SW-3F", 12, now),
        DhcpClientHeard(ADAPTER, mac, DhcpVersion.DHCP4, "ff0102", "MSFT 5.0", (1, 3), False, now),
        NameHeard(ADAPTER, mac, "DESKTOP-4F7K2Q1", "MSFT 5.0", HeardHow.DHCP4, now),
    )
    door.deliver(voice, voice.report(*told, kind=ReportKind.SIGHTINGS))

    segment = door.ledger.finance_segment
    words = door.rig.read(lambda c: clients.words_of(c, segment, mac))
    assert sorted((word.vendor_class, word.name) for word in words if word.is_client) == [("MSFT 5.0", None)]
    assert [word.name for word in words if not word.is_client] == ["DESKTOP-4F7K2Q1"]
    (port,) = door.rig.read(lambda c: told_ports.of_mac(c, DESKTOP_MAC, segment, now, now))
    assert (port.switch, port.port, port.vlan) == ("SW-3F", "GE1/0/12", 12)


def test_a_beat_that_was_sent_again_shifts_nothing_that_was_heard(door: DoorRig) -> None:
    voice = door.enrolled(door.ledger.desktop, DESKTOP_MAC)
    door.beat(voice, DESKTOP_MAC, DESKTOP_ADDRESS)
    mac, heard_us = MacAddress.parse("00-00-5E-00-53-33"), door.rig.clock.now
    late = voice.beat(DESKTOP_MAC, DESKTOP_ADDRESS)
    report = voice.report(voice.sighting(str(mac), "10.37.12.66"), kind=ReportKind.SIGHTINGS)
    door.advance(11, voice)
    assert door.post("beats", late, voice.id).status_code == 200
    door.deliver(voice, report)

    (held,) = door.rig.read(lambda c: bindings.of_mac(c, door.ledger.finance_segment, mac))
    assert held.last_us == heard_us
