from dataclasses import replace
from ipaddress import ip_address, ip_network

from collector.presence.learnt import Decision, Role
from collector.presence.subject import AgentStanding
from collector.store import agents, infrastructure, segments
from collector.store.infrastructure import MOST_PROPOSED, Listed
from protocol.address import Address
from protocol.mac import MacAddress
from protocol.observations import HeardHow, Looked, LookOutcome, Route, ServerHeard, ServerKind
from protocol.report import ReportKind
from tests.support.agent_voice import ADAPTER, AgentVoice, attachment
from tests.support.agents_door import COUNTER_MAC, DESKTOP_ADDRESS, DESKTOP_MAC, STRANGER_MAC, DoorRig
from tests.support.small_ledger import ACTOR

GATEWAY, GATEWAY_MAC = "10.37.12.1", "00-00-5E-00-53-FE"
COUNTER_ADDRESS = "10.37.12.23"
OWN_SERVER, SERVER_MAC = "10.37.12.2", "00-00-5E-00-53-F2"


def watcher(door: DoorRig) -> AgentVoice:
    voice = door.enrolled(door.ledger.desktop, DESKTOP_MAC)
    door.beat(voice, DESKTOP_MAC, DESKTOP_ADDRESS)
    return voice


def hear(door: DoorRig, voice: AgentVoice, *pairs: tuple[str, str], how: HeardHow = HeardHow.ARP_REPLY) -> None:
    for _ in range(2):
        door.deliver(voice, voice.report(*(voice.sighting(mac, address, how=how) for mac, address in pairs)))
        door.advance(1, voice)


def offer(door: DoorRig, voice: AgentVoice, kind: ServerKind, mac: str, address: str) -> None:
    held: Address = ip_address(address)
    heard = ServerHeard(ADAPTER, kind, MacAddress.parse(mac), held, voice.wall_us)
    door.deliver(voice, voice.report(heard))
    door.advance(1, voice)


def declare(door: DoorRig, **changes: object) -> None:
    door.rig.do(lambda tx: segments.change(tx, door.ledger.finance_segment, changes, ACTOR))
    # The other segment has the same prefix: its declared gateway would attract who sees that MAC.
    away = {"prefixes": (ip_network("10.37.13.0/24"),), "gateways": ()}
    door.rig.do(lambda tx: segments.change(tx, door.ledger.services_segment, away, ACTOR))


def learnt(door: DoorRig) -> list[Listed]:
    return door.rig.read(lambda connection: infrastructure.of_segment(connection, door.ledger.finance_segment))


def told(door: DoorRig) -> list[str]:
    """Rules whose alerts somebody was told of."""
    return sorted(one.alert.rule for one in door.alerts() if one.alert.told_us is not None)


def test_spoofed_gateway_is_told_once_and_over_when_the_real_one_is_alone(door: DoorRig) -> None:
    voice = watcher(door)
    hear(door, voice, (GATEWAY_MAC, GATEWAY))
    hear(door, voice, (STRANGER_MAC, GATEWAY), (GATEWAY_MAC, GATEWAY))

    assert told(door) == ["gateway-mac-changed"]
    (stranger,) = door.alerts("unregistered-terminal")
    assert stranger.alert.evidence["not_told"] == "told-by-another-alert"
    door.advance(700, voice)
    door.tick()
    hear(door, voice, (GATEWAY_MAC, GATEWAY))
    (alert,) = door.alerts("gateway-mac-changed")
    assert alert.alert.state == "closed"


def test_gateway_whose_mac_nobody_declared_is_learnt_and_kept_to(door: DoorRig) -> None:
    declare(door, gateway_macs=())
    voice = watcher(door)
    hear(door, voice, (GATEWAY_MAC, GATEWAY))
    door.advance(3_600, voice)
    door.beat(voice, DESKTOP_MAC, DESKTOP_ADDRESS)
    assert told(door) == []

    hear(door, voice, (STRANGER_MAC, GATEWAY))

    assert told(door) == ["gateway-mac-changed"]
    assert {(str(one.learnt.mac), one.learnt.role) for one in learnt(door)} == {
        (GATEWAY_MAC, Role.GATEWAY),
        (STRANGER_MAC, Role.GATEWAY),
    }


def test_agents_own_neighbour_entry_for_its_gateway_tells(door: DoorRig) -> None:
    """A frame sent to one victim alone is heard by nobody else: the victim's kernel knows whom it believes."""
    declare(door, gateway_macs=())
    voice = watcher(door)
    hear(door, voice, (GATEWAY_MAC, GATEWAY))
    for _ in range(2):
        _believes(door, voice, STRANGER_MAC)
        door.advance(40, voice)

    (alert,) = door.alerts("gateway-mac-changed")
    assert (alert.alert.certainty, alert.alert.evidence["heard_in"]) == ("confirmed", ["neighbour-table"])


def _believes(door: DoorRig, voice: AgentVoice, mac: str) -> None:
    everywhere, metric = ip_network("0.0.0.0/0"), 100 + door.rig.clock.now % 97
    route = Route(ADAPTER, everywhere, ip_address(GATEWAY), MacAddress.parse(mac), metric, 254)
    looked = Looked("addressing", LookOutcome.SEEN, None)
    door.deliver(voice, voice.report(looked, route, kind=ReportKind.INVENTORY))


def test_proxy_arp_responder_has_one_alert_and_its_neighbours_none(door: DoorRig) -> None:
    voice = watcher(door)
    many = [(STRANGER_MAC, f"10.37.12.{number}") for number in range(100, 110)]
    hear(door, voice, *many, (STRANGER_MAC, DESKTOP_ADDRESS))

    (one,) = door.alerts("unapproved-infrastructure")
    assert one.alert.evidence["role"] == "proxy-arp"
    assert door.alerts("ip-conflict") == []
    assert [alert.alert.state for alert in door.alerts("unregistered-terminal")] in ([], ["closed"])


def test_own_dhcp_server_never_alarms_and_an_impostor_does(door: DoorRig) -> None:
    declare(door, dhcp_servers=(ip_address(OWN_SERVER),))
    voice = watcher(door)
    for _ in range(60):
        offer(door, voice, ServerKind.DHCP4, SERVER_MAC, OWN_SERVER)
        offer(door, voice, ServerKind.DHCP6, SERVER_MAC, "fe80::2")
    assert door.alerts() == []
    (row,) = learnt(door)
    assert (str(row.learnt.mac), row.learnt.role, row.learnt.decision) == (
        SERVER_MAC,
        Role.DHCP_SERVER,
        Decision.PROPOSED,
    )

    offer(door, voice, ServerKind.DHCP4, STRANGER_MAC, OWN_SERVER)
    offer(door, voice, ServerKind.DHCP4, STRANGER_MAC, OWN_SERVER)

    assert told(door) == ["dhcp-server-mac-changed"]


def test_server_of_another_segment_is_learnt_as_its_relay(door: DoorRig) -> None:
    declare(door, dhcp_servers=(ip_address("10.99.0.2"),))
    voice = watcher(door)
    offer(door, voice, ServerKind.DHCP4, SERVER_MAC, "10.99.0.2")

    assert [one.learnt.role for one in learnt(door)] == [Role.DHCP_RELAY]
    assert door.alerts() == []


def test_phone_that_advertises_itself_as_a_router(door: DoorRig) -> None:
    voice = watcher(door)
    for _ in range(3):
        offer(door, voice, ServerKind.ROUTER, STRANGER_MAC, "fe80::66")
        offer(door, voice, ServerKind.ROUTER, GATEWAY_MAC, "fe80::1")

    (one,) = door.alerts("unlisted-router-advertisement")
    assert (one.alert.evidence["mac"], one.alert.times) == (STRANGER_MAC, 3)
    assert {(str(one.learnt.mac), one.learnt.role) for one in learnt(door)} == {(STRANGER_MAC, Role.ROUTER)}


def test_redirect_by_a_stranger(door: DoorRig) -> None:
    voice = watcher(door)
    hear(door, voice, (STRANGER_MAC, "fe80::66"), (GATEWAY_MAC, "fe80::1"), how=HeardHow.ND_REDIRECT)

    assert [one.alert.evidence["mac"] for one in door.alerts("unlisted-redirect")] == [STRANGER_MAC]


def test_rogue_server_and_the_pc_that_follows_it_are_one_letter(door: DoorRig) -> None:
    declare(door, dhcp_servers=(ip_address(OWN_SERVER),))
    voice = watcher(door)
    offer(door, voice, ServerKind.DHCP4, STRANGER_MAC, "10.37.12.66")
    leased = replace(attachment(DESKTOP_MAC, DESKTOP_ADDRESS), dhcp_server=ip_address("10.37.12.66"))
    looked = Looked("attachment", LookOutcome.SEEN, None)
    door.deliver(voice, voice.report(looked, leased, kind=ReportKind.INVENTORY))

    assert told(door) == ["unlisted-dhcp-server"]
    (follows,) = door.alerts("unlisted-lease-server")
    assert follows.alert.evidence["not_told"] == "told-by-another-alert"


def two_watchers(door: DoorRig) -> tuple[AgentVoice, AgentVoice]:
    voices = watcher(door), door.enrolled(door.ledger.counter, COUNTER_MAC)
    door.beat(voices[1], COUNTER_MAC, COUNTER_ADDRESS)
    return voices


def test_first_speaker_is_suspected_until_the_routes_of_two_terminals_lead_by_it(door: DoorRig) -> None:
    declare(door, gateway_macs=())
    one, other = two_watchers(door)
    hear(door, one, (GATEWAY_MAC, GATEWAY))
    _believes(door, one, GATEWAY_MAC)
    _believes(door, one, GATEWAY_MAC)

    (alert,) = door.alerts("unapproved-infrastructure")
    assert (alert.alert.state, alert.alert.certainty, alert.alert.severity.word) == ("open", "suspected", "medium")
    _believes(door, other, GATEWAY_MAC)
    (alert,) = door.alerts("unapproved-infrastructure")
    assert alert.alert.state == "closed"
    hear(door, one, (GATEWAY_MAC, GATEWAY))
    assert told(door) == []
    (row,) = learnt(door)
    assert row.learnt.names(ip_address(GATEWAY)) == tuple(sorted((door.ledger.desktop, door.ledger.counter)))


def test_who_was_quicker_than_the_gateway_is_told_once_routes_name_the_gateway(door: DoorRig) -> None:
    declare(door, gateway_macs=())
    one, other = two_watchers(door)
    hear(door, one, (STRANGER_MAC, GATEWAY))
    assert told(door) == []

    _believes(door, one, GATEWAY_MAC)
    _believes(door, other, GATEWAY_MAC)
    hear(door, one, (STRANGER_MAC, GATEWAY))

    (alert,) = door.alerts("gateway-mac-changed")
    assert (alert.alert.evidence["mac"], alert.alert.evidence["known_macs"]) == (STRANGER_MAC, [GATEWAY_MAC])
    assert alert.alert.evidence["known_is_vouched"] is True
    assert told(door) == ["gateway-mac-changed"]
    hear(door, one, (GATEWAY_MAC, GATEWAY))
    assert [item.subject_id for item in door.alerts("unregistered-terminal")] == [STRANGER_MAC]


def test_terminals_deceived_later_vouch_for_nobody(door: DoorRig) -> None:
    declare(door, gateway_macs=())
    voices = two_watchers(door)
    hear(door, voices[0], (GATEWAY_MAC, GATEWAY))
    for mac in (GATEWAY_MAC, STRANGER_MAC):
        for voice in voices:
            _believes(door, voice, mac)
    hear(door, voices[0], (STRANGER_MAC, GATEWAY))

    (alert,) = door.alerts("gateway-mac-changed")
    assert (alert.alert.evidence["mac"], alert.alert.evidence["known_macs"]) == (STRANGER_MAC, [GATEWAY_MAC])


def test_agent_that_waits_for_approval_vouches_for_no_gateway(door: DoorRig) -> None:
    declare(door, gateway_macs=())
    one, other = two_watchers(door)
    door.rig.do(lambda tx: agents.set_state(tx, other.id, AgentStanding.PENDING, ACTOR))
    hear(door, one, (GATEWAY_MAC, GATEWAY))
    for voice in (one, other):
        _believes(door, voice, GATEWAY_MAC)

    assert [alert.alert.state for alert in door.alerts("unapproved-infrastructure")] == ["open"]


def test_flood_of_forged_gateways_pushes_out_no_true_one(door: DoorRig) -> None:
    declare(door, gateway_macs=(), dhcp_servers=(ip_address(OWN_SERVER),))
    voice = watcher(door)
    hear(door, voice, (GATEWAY_MAC, GATEWAY))
    offer(door, voice, ServerKind.DHCP4, SERVER_MAC, OWN_SERVER)
    for start in range(0, 2 * MOST_PROPOSED, 16):
        forged = [(f"02-00-5E-00-54-{number:02X}", GATEWAY) for number in range(start, start + 16)]
        hear(door, voice, *forged)

    kept = {str(one.learnt.mac) for one in learnt(door)}
    assert len(kept) == MOST_PROPOSED
    assert {GATEWAY_MAC, SERVER_MAC} <= kept
    assert "gateway-mac-changed" in told(door)


def test_virtual_router_that_routes_lead_by_is_quiet(door: DoorRig) -> None:
    virtual = "00-00-5E-00-01-07"
    declare(door, gateway_macs=())
    voices = two_watchers(door)
    for _ in range(5):
        hear(door, voices[0], (virtual, GATEWAY), how=HeardHow.ARP_GRATUITOUS)
    assert [one.alert.severity.word for one in door.alerts("unapproved-infrastructure")] == ["medium"]
    for voice in voices:
        _believes(door, voice, virtual)
    hear(door, voices[0], (virtual, GATEWAY))

    assert [one.alert.severity.word for one in door.alerts("unapproved-infrastructure")] == ["info"]
    assert told(door) == []
    assert [(str(one.learnt.mac), one.learnt.role) for one in learnt(door)] == [(virtual, Role.VRRP)]
