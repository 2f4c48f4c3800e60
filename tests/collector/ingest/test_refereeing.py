"""Each case as it comes through the real door: an enrolment, an inventory, a fork."""

from dataclasses import replace

from collector.ingest import enrolment, identity_decisions, refereeing
from collector.ingest.identity_decisions import CaseDecision
from collector.ledger.adapter import Adapter as RegisteredAdapter
from collector.ledger.adapter import AdapterClass
from collector.store import adapters, agents, identity_cases, terminals
from collector.store.identity_cases import Case
from collector.store.scope import CITY, Scope
from protocol.codec import encode
from protocol.enrolment import EnrolmentRequest
from protocol.mac import MacAddress
from protocol.observations import DiskSerial, Looked, LookOutcome, MachineIdentity, Observation
from protocol.report import PROTOCOL_VERSION, ReportKind
from protocol.signing import Domain, seal
from tests.support.agent_voice import AgentVoice
from tests.support.agents_door import COUNTER_MAC, DESKTOP_ADDRESS, DESKTOP_MAC, DoorRig
from tests.support.identities import DESKTOP, OTHER, card, host
from tests.support.small_ledger import ACTOR, registration

STICK = "00-00-5E-00-53-44"


def enrolled(door: DoorRig, terminal_id: str, machine: MachineIdentity) -> AgentVoice:
    """A new agent that states its whole machine when it enrols."""
    voice = AgentVoice(wall_us=door.rig.clock.now)
    request = EnrolmentRequest(
        PROTOCOL_VERSION,
        door.code(terminal_id),
        voice.id,
        voice.key.public.hex(),
        "CZJ-YSK-01",
        machine,
        machine.permanent_macs,
        voice.wall_us,
    )
    door.enrolment_answer(door.post("enrolments", seal(Domain.ENROLMENT, encode(request), voice.key)))
    return voice


def tell(door: DoorRig, voice: AgentVoice, *said: Observation) -> None:
    looked = [Looked(probe, LookOutcome.SEEN, None) for probe in ("host-identity", "adapters")]
    door.advance(60, voice)
    door.deliver(voice, voice.report(*looked, *said, kind=ReportKind.INVENTORY))


def desktop(door: DoorRig) -> AgentVoice:
    voice = enrolled(door, door.ledger.desktop, DESKTOP)
    door.beat(voice, DESKTOP_MAC, DESKTOP_ADDRESS)
    tell(door, voice, host(), card(DESKTOP_MAC))
    return voice


def cases(door: DoorRig, scope: Scope = CITY) -> list[Case]:
    return door.rig.read(lambda c: identity_cases.list_all(c, scope))


def kinds(door: DoorRig) -> list[str]:
    return sorted(one.kind.value for one in cases(door))


def in_question(door: DoorRig) -> list[str]:
    found = door.alerts("identity-in-question")
    return sorted(str(one.alert.evidence["kind"]) for one in found if one.alert.state == "open")


def test_machine_as_enrolled_raises_nothing(door: DoorRig) -> None:
    voice = desktop(door)
    tell(door, voice, host(hostname="RENAMED"), card(DESKTOP_MAC))

    assert cases(door) == []
    assert in_question(door) == []


def test_key_on_other_hardware_is_a_copied_image(door: DoorRig) -> None:
    voice = desktop(door)
    for _ in range(3):
        tell(door, voice, host(OTHER), card(DESKTOP_MAC))

    (one,) = cases(door)
    assert (one.kind, one.remedy, one.terminal_id) == ("cloned-image", "suspend", door.ledger.desktop)
    assert one.evidence["signs"]["serial"] == "other"
    assert in_question(door) == ["cloned-image"]


def test_board_changed_and_taken_back(door: DoorRig) -> None:
    voice = desktop(door)
    board = replace(DESKTOP, board_serial="BRDFAKE77", product_uuid=None)
    tell(door, voice, host(board), card(DESKTOP_MAC))
    assert (kinds(door), in_question(door)) == (["board-swapped"], ["board-swapped"])

    tell(door, voice, host(), card(DESKTOP_MAC))
    assert (kinds(door), in_question(door)) == ([], [])


def test_disk_in_another_registered_machine(door: DoorRig) -> None:
    voice = desktop(door)
    door.rig.do(lambda tx: terminals.change(tx, door.ledger.counter, {"serial_no": "PF3FAKE09"}, ACTOR))
    tell(door, voice, host(replace(OTHER, disks=DESKTOP.disks)), card(DESKTOP_MAC))

    (one,) = cases(door)
    assert (one.kind, one.remedy, one.proposed_terminal_id) == ("disk-moved", "bind", door.ledger.counter)
    assert one.unit_id is None, "two units are concerned: the city decides"
    assert cases(door, Scope(frozenset({door.ledger.finance}))) == []


def test_installed_anew(door: DoorRig) -> None:
    old = desktop(door)
    door.advance(3600)
    again = replace(DESKTOP, machine_id="7" * 64)
    new = enrolled(door, door.ledger.desktop, again)

    (one,) = cases(door)
    assert (one.kind, one.agent_id, one.other_agent_id) == ("reimaged", new.id, old.id)
    assert in_question(door) == [], "told to nobody: it is daily work"
    both = door.rig.read(lambda c: agents.ever_bound_to(c, door.ledger.desktop))
    assert both == {old.id, new.id}, "both histories stay"


def test_image_copied_to_another_terminal(door: DoorRig) -> None:
    desktop(door)
    copy = replace(OTHER, machine_id=DESKTOP.machine_id, permanent_macs=(MacAddress.parse(COUNTER_MAC),))
    door.advance(3600)
    voice = enrolled(door, door.ledger.counter, copy)

    (one,) = cases(door)
    assert (one.kind, one.agent_id, one.remedy) == ("cloned-image", voice.id, "nothing")


def test_two_agents_on_one_system(door: DoorRig) -> None:
    old = desktop(door)
    second = replace(DESKTOP, permanent_macs=(MacAddress.parse(COUNTER_MAC),))
    door.advance(3600)
    voice = enrolled(door, door.ledger.counter, second)

    found = {one.kind.value: one for one in cases(door)}
    assert found["two-agents"].agent_id == voice.id
    assert found["two-agents"].other_agent_id == old.id


def test_newcomer_of_no_row_and_of_another_row(door: DoorRig) -> None:
    voice = enrolled(door, door.ledger.desktop, OTHER)
    assert kinds(door) == ["new"]

    door.rig.do(lambda tx: enrolment.approve(tx, voice.id, ACTOR, "现场核对"))
    tell(door, voice, host(OTHER), card("00-00-5E-00-53-09"))
    assert kinds(door) == []

    # The desktop's own machine, with the code of the counter's row.
    enrolled(door, door.ledger.counter, DESKTOP)
    found = {one.kind.value: one.proposed_terminal_id for one in cases(door)}
    assert found == {"other-terminal": door.ledger.desktop}


def test_adapter_of_another_terminal(door: DoorRig) -> None:
    voice = desktop(door)
    stick = RegisteredAdapter(mac=MacAddress.parse(STICK))
    made = door.rig.do(lambda tx: adapters.add(tx, door.ledger.counter, stick, ACTOR))
    tell(door, voice, host(), card(DESKTOP_MAC), card(STICK, "usb", number="b"))
    (one,) = cases(door)
    assert (one.kind, one.evidence["mac"]) == ("adapter-moved", STICK)

    # A stick that the ledger knows as shared is nobody's question.
    door.rig.do(lambda tx: adapters.change(tx, made, {"adapter_class": AdapterClass.SHARED}, ACTOR))
    tell(door, voice, host(), card(DESKTOP_MAC), card(STICK, "usb", number="b", product="x"))
    assert cases(door) == []


def test_dock_of_another_terminal(door: DoorRig) -> None:
    voice = desktop(door)
    dock = RegisteredAdapter(mac=MacAddress.parse(STICK))
    door.rig.do(lambda tx: adapters.add(tx, door.ledger.counter, dock, ACTOR))
    tell(door, voice, host(), card(DESKTOP_MAC), card(STICK, "usb", number="b", product="USB-C Dock"))

    assert kinds(door) == ["dock"]
    assert in_question(door) == []


def test_stick_that_two_use(door: DoorRig) -> None:
    voice = desktop(door)
    other = enrolled(door, door.ledger.counter, replace(OTHER, permanent_macs=(MacAddress.parse(COUNTER_MAC),)))
    door.beat(other, STICK, "10.37.12.23")
    tell(door, voice, host(), card(DESKTOP_MAC), card(STICK, "usb", number="b"))

    (one,) = cases(door)
    assert (one.kind, one.remedy) == ("shared-dongle", "share-adapter")


def test_fork_is_a_case_too(door: DoorRig) -> None:
    voice = desktop(door)
    head = voice.head
    tell(door, voice, host(), card(DESKTOP_MAC))
    voice.head = head
    tell(door, voice, host(OTHER), card(DESKTOP_MAC))

    (one,) = cases(door)
    assert one.kind == "cloned-image"
    assert one.evidence["signs"]["serial"] == "other", "the report in quarantine tells of the other machine"


def test_same_question_opens_one_case_only(door: DoorRig) -> None:
    voice = desktop(door)
    for turn in range(4):
        said = host(replace(OTHER, disks=(DiskSerial("sda", "DSKFAKE09"),)), f"NAME-{turn}")
        tell(door, voice, said, card(DESKTOP_MAC))

    (one,) = cases(door)
    assert one.seen_us > one.opened_us


def test_check_is_the_code_that_judges_reports(door: DoorRig) -> None:
    voice = desktop(door)
    tell(door, voice, host(OTHER), card(DESKTOP_MAC))
    (held,) = cases(door)
    agent = door.rig.read(lambda c: agents.find(c, voice.id))
    assert agent is not None

    found = door.rig.do(lambda tx: refereeing.check(tx, door.context, agent))

    assert [one.id for one in found] == [held.id]


def test_fifty_clones_of_one_image_are_one_alert(door: DoorRig) -> None:
    desktop(door)
    door.advance(3600)
    numbers = []
    for number in range(50):
        mac = f"02-00-00-00-00-{number:02X}"
        row = registration(door.ledger.finance, door.ledger.li, mac, serial_no=f"PF4FAKE{number:02d}")
        terminal_id = door.rig.do(lambda tx, row=row: terminals.add(tx, row, ACTOR))  # type: ignore[misc]
        machine = replace(
            OTHER,
            product_serial=f"PF4FAKE{number:02d}",
            board_serial=f"BRD4FAKE{number:02d}",
            product_uuid=f"6b1a2c3d-00{number:02d}-4e5f-8a9b-0c1d2e3f4a5c",
            disks=(DiskSerial("sda", f"DSK4FAKE{number:02d}"),),
            machine_id=DESKTOP.machine_id,
            permanent_macs=(MacAddress.parse(mac),),
        )
        door.advance(10)
        enrolled(door, terminal_id, machine)
        held = door.rig.read(lambda c, key=terminal_id: terminals.by_id(c, key))  # type: ignore[misc]
        assert held is not None
        numbers.append(held.value.reg_no)

    assert kinds(door) == ["cloned-image"] * 50
    (one,) = [found.alert for found in door.alerts("identity-in-question") if found.alert.state == "open"]
    assert (one.evidence["copies"], one.evidence["terminals"]) == (50, sorted(numbers))

    for case in cases(door):
        door.rig.do(
            lambda tx, case=case: identity_decisions.decide(tx, door.context, case, CaseDecision.KEEP, ACTOR, "已重做")  # type: ignore[misc]
        )
    assert in_question(door) == []
