from dataclasses import replace
from ipaddress import ip_address

import pytest

from collector.ledger.custody import Custody
from collector.ledger.drift import DAY_US, Agreement, DriftField, Sighted, Terms
from collector.ledger.life_cycle import Status
from collector.ledger.person import Person
from collector.ledger.reconciling import NO_AGENT, Answered, Books, HeardAt, Reconciled, Seen, reconcile
from collector.ledger.terminal import IpMode, Terminal, TerminalType
from protocol.identity import AdapterId
from protocol.observations import Antivirus, AntivirusState, InterfaceAddress, Observation
from tests.support.identities import DESKTOP, card, host

NOW = 1_772_000_000_000_000
ROW = Terminal(unit_id="1" * 32, terminal_type=TerminalType.DESKTOP, status=Status.ADMITTED, reg_no="3714992026000001")
BOOKS = Books(ROW, 0, unit_name="示例市财政局")
CARD = card("00-00-5E-00-53-01")
DIGEST = "d" * 64


def seen(*observations: Observation, **more: object) -> Seen:
    """An agent that answered everything with these observations, an hour ago."""
    probes = ("host-identity", "adapters", "addressing", "antivirus")
    answers = {probe: Answered(observations, NOW - 3_600_000_000, DIGEST) for probe in probes}
    return Seen(sighted=Sighted(NOW - DAY_US, 0), has_agent=True, answers=answers, **more)  # type: ignore[arg-type]


def told(found: Reconciled, field: DriftField) -> Agreement | None:
    return next((one.agreement for one in found.drifts if one.field is field), None)


def compared(row: Terminal, what: Seen, field: DriftField, **books: object) -> Agreement | None:
    return told(reconcile(replace(BOOKS, terminal=row, **books), what, NOW, Terms()), field)  # type: ignore[arg-type]


def held(address: str, scope: str = "global") -> InterfaceAddress:
    return InterfaceAddress(AdapterId("a" * 32), "eth0", ip_address(address), 24, scope, False, False)


def antivirus(product: str, state: AntivirusState = AntivirusState.RUNNING) -> Antivirus:
    return Antivirus(product, state, None, True, None, (), "1")


@pytest.mark.parametrize(
    ("changes", "what", "field", "agreement"),
    [
        ({"serial_no": "PF3FAKE01"}, seen(host()), DriftField.SERIAL_NO, Agreement.AGREES),
        ({"serial_no": "brdfake01"}, seen(host()), DriftField.SERIAL_NO, Agreement.AGREES),
        ({"serial_no": "PF3FAKE02"}, seen(host()), DriftField.SERIAL_NO, Agreement.DIFFERS),
        ({}, seen(host()), DriftField.SERIAL_NO, Agreement.UNDECLARED),
        ({"disk_serial": "DSKFAKE01"}, seen(host()), DriftField.DISK_SERIAL, Agreement.AGREES),
        ({"disk_serial": "DSKFAKE02"}, seen(host()), DriftField.DISK_SERIAL, Agreement.DIFFERS),
        ({"hostname": "czj-ysk-01"}, seen(host()), DriftField.HOSTNAME, Agreement.AGREES),
        ({"hostname": "CZJ-YSK-02"}, seen(host()), DriftField.HOSTNAME, Agreement.DIFFERS),
        ({"os_name": "银河麒麟桌面V10 SP1"}, seen(host()), DriftField.OS_NAME, Agreement.AGREES),
        ({"os_name": "Windows 10"}, seen(host()), DriftField.OS_NAME, Agreement.DIFFERS),
        ({"os_name": "方德"}, seen(host()), DriftField.OS_NAME, Agreement.UNSEEN),
        ({"antivirus_installed": True}, seen(antivirus("火绒")), DriftField.ANTIVIRUS, Agreement.AGREES),
        ({"antivirus_installed": True}, seen(), DriftField.ANTIVIRUS, Agreement.DIFFERS),
        ({"antivirus_installed": False}, seen(), DriftField.ANTIVIRUS, Agreement.AGREES),
        ({"antivirus": "奇安信网神"}, seen(antivirus("奇安信天擎")), DriftField.ANTIVIRUS, Agreement.AGREES),
        ({"antivirus": "奇安信网神"}, seen(antivirus("火绒")), DriftField.ANTIVIRUS, Agreement.DIFFERS),
    ],
)
def test_fields_of_the_row(changes: dict[str, object], what: Seen, field: DriftField, agreement: Agreement) -> None:
    assert compared(replace(ROW, **changes), what, field) is agreement  # type: ignore[arg-type]


def test_unrecognised_antivirus_is_neither_none_nor_compliant() -> None:
    strange = seen(antivirus("某杀毒", AntivirusState.UNRECOGNISED))

    for declared in (True, False):
        row = replace(ROW, antivirus_installed=declared)
        assert compared(row, strange, DriftField.ANTIVIRUS) is Agreement.UNSEEN


@pytest.mark.parametrize("text", ["To be filled by O.E.M.", "Default string", "None", "00000000", "0123456789", None])
def test_filler_of_a_vendor_is_no_serial_number(text: str | None) -> None:
    machine = replace(DESKTOP, product_serial=text, board_serial=text)

    row = replace(ROW, serial_no="PF3FAKE01")
    assert compared(row, seen(host(machine)), DriftField.SERIAL_NO) is Agreement.UNSEEN


def test_without_an_agent_nothing_is_compared_and_that_is_said() -> None:
    row = replace(ROW, serial_no="PF3FAKE01", hostname="CZJ-YSK-01", antivirus_installed=True)
    found = reconcile(replace(BOOKS, terminal=row), Seen(Sighted(NOW, 0)), NOW, Terms())

    serial = next(one for one in found.drifts if one.field is DriftField.SERIAL_NO)
    assert serial.observed.why_unseen == NO_AGENT
    assert not found.is_compared
    assert found.differing == ()


def test_probe_that_could_not_look_says_why() -> None:
    blind = replace(seen(), answers={"host-identity": Answered((), NOW, None, "the root helper is not installed")})
    found = reconcile(replace(BOOKS, terminal=replace(ROW, serial_no="PF3FAKE01")), blind, NOW, Terms())

    serial = next(one for one in found.drifts if one.field is DriftField.SERIAL_NO)
    assert serial.observed.why_unseen == "the root helper is not installed"
    assert serial.agreement is Agreement.UNSEEN


def test_adapters_that_are_not_registered_or_not_there() -> None:
    field = DriftField.MACS
    own, dongle = card("00-00-5E-00-53-01"), card("00-00-5E-00-53-44", "usb", number="b")

    assert compared(ROW, seen(own), field, fixed_macs=("00-00-5E-00-53-01",)) is Agreement.AGREES
    assert compared(ROW, seen(own, dongle), field, fixed_macs=("00-00-5E-00-53-01",)) is Agreement.AGREES
    assert compared(ROW, seen(own), field, fixed_macs=("00-00-5E-00-53-02",)) is Agreement.DIFFERS
    both = ("00-00-5E-00-53-01", "00-00-5E-00-53-02")
    assert compared(ROW, seen(own), field, fixed_macs=both) is Agreement.DIFFERS
    assert compared(ROW, seen(own), field) is Agreement.UNDECLARED


def test_leased_addresses_are_not_compared() -> None:
    field, row = DriftField.ADDRESSES, ROW
    books = {"addresses": ("10.37.12.21",)}

    assert compared(row, seen(held("10.37.12.21")), field, **books) is Agreement.AGREES
    assert compared(row, seen(held("10.37.12.22")), field, **books) is Agreement.DIFFERS
    assert compared(row, seen(held("10.37.12.22", "link")), field, **books) is Agreement.UNSEEN
    leased = replace(row, ip_mode=IpMode.DHCP)
    assert compared(leased, seen(held("10.37.12.22")), field, **books) is Agreement.UNSEEN


def test_printers_address_is_compared_as_it_was_heard() -> None:
    heard = Seen(Sighted(NOW, 0), heard_addresses=("10.37.12.99",))

    assert compared(ROW, heard, DriftField.ADDRESSES, addresses=("10.37.12.21",)) is Agreement.DIFFERS


@pytest.mark.parametrize(
    ("declared", "heard", "agreement"),
    [
        ("GE0/0/13", "GigabitEthernet0/0/13", Agreement.AGREES),
        ("GE0/0/13", "GigabitEthernet0/0/12", Agreement.DIFFERS),
        (None, "GigabitEthernet0/0/12", Agreement.UNDECLARED),
        ("GE0/0/13", None, Agreement.UNSEEN),
    ],
)
def test_switch_port(declared: str | None, heard: str | None, agreement: Agreement) -> None:
    ports = (HeardAt("SW-3F", heard, 112, NOW),) if heard else ()

    row = replace(ROW, switch_port=declared)
    assert compared(row, replace(seen(), ports=ports), DriftField.SWITCH_PORT) is agreement


def test_port_of_another_switch_and_another_vlan() -> None:
    row = replace(ROW, switch_name="SW-2F", switch_port="GE0/0/13", vlan=112)
    what = replace(seen(), ports=(HeardAt("SW-3F", "GE0/0/13", 113, NOW), HeardAt("SW-2F", "GE0/0/13", 112, NOW - 1)))

    assert compared(row, what, DriftField.SWITCH_PORT) is Agreement.DIFFERS
    assert compared(row, what, DriftField.VLAN) is Agreement.DIFFERS


def test_segment_of_another_unit() -> None:
    assert compared(ROW, seen(own_units=("示例市财政局",)), DriftField.SEGMENT_UNIT) is Agreement.AGREES
    assert compared(ROW, seen(strange_units=("示例市教育局",)), DriftField.SEGMENT_UNIT) is Agreement.DIFFERS


def test_user_of_a_terminal_that_is_not_shared() -> None:
    custody = Custody(owner_id="2" * 32, confirmed_us=NOW)
    zhao = Person(name="赵建国", unit_id="1" * 32, department="预算科", mobile="19900000002")
    books = replace(BOOKS, custody=custody, owner=zhao)

    assert reconcile(books, seen(), NOW, Terms()).names == ("no-user",)
    assert reconcile(books, seen(), NOW, Terms()).is_unnamed
    shared = replace(books, terminal=replace(ROW, is_shared=True))
    assert reconcile(shared, seen(), NOW, Terms()).names == ()


def test_confirmation_that_is_due_makes_nobody_unnamed() -> None:
    zhao = Person(name="赵建国", unit_id="1" * 32, department="预算科", mobile="19900000002")
    custody = Custody(owner_id="2" * 32, user_id="2" * 32)
    found = reconcile(replace(BOOKS, custody=custody, user=zhao, owner=zhao, held_us=NOW), seen(), NOW, Terms())
    assert found.names == ()

    later = NOW + 181 * 86_400_000_000
    found = reconcile(replace(BOOKS, custody=custody, user=zhao, owner=zhao, held_us=NOW), seen(), later, Terms())
    assert (found.names, found.is_unnamed) == (("unconfirmed",), False)
