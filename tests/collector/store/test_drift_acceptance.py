"""Every field that can be taken over, through the real door; refusals are in tests/collector/api/test_drift.py."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from collector.errors import InvalidValue
from collector.ledger.drift import Agreement, DriftField, FieldDrift, Terms
from collector.ledger.reconciling import reconcile
from collector.store import addresses, terminals
from collector.store.drift import pairs
from collector.store.drift_acceptance import accept
from collector.store.scope import CITY
from collector.store.transaction import Transaction
from protocol.mac import MacAddress
from protocol.observations import (
    Antivirus,
    AntivirusState,
    DiscoveryProtocol,
    Looked,
    LookOutcome,
    Observation,
    SwitchPort,
)
from protocol.report import ReportKind
from tests.support.agent_voice import ADAPTER, AgentVoice
from tests.support.agents_door import DESKTOP_ADDRESS, DESKTOP_MAC, DoorRig, open_agents_door
from tests.support.identities import DESKTOP, card, host
from tests.support.pc import held
from tests.support.small_ledger import ACTOR


@pytest.fixture
def door(tmp_path: Path) -> Iterator[DoorRig]:
    with open_agents_door(tmp_path) as opened:
        yield opened


@pytest.fixture
def voice(door: DoorRig) -> AgentVoice:
    """A desktop on which everything is another than the ledger says, but its disk."""
    machine = replace(DESKTOP, product_serial="PF3FAKE09", board_serial=None)
    said: list[Observation] = [host(machine, "ANOTHER"), card("00-00-5E-00-53-44"), held(ADAPTER, "10.37.12.88")]
    said.append(Antivirus("火绒", AntivirusState.RUNNING, None, True, None, (), "1"))
    speaker = door.enrolled(door.ledger.desktop, DESKTOP_MAC)
    door.beat(speaker, DESKTOP_MAC, DESKTOP_ADDRESS)
    probes = ("host-identity", "adapters", "addressing", "antivirus")
    looked = [Looked(probe, LookOutcome.SEEN, None) for probe in probes]
    door.deliver(speaker, speaker.report(*looked, *said, kind=ReportKind.INVENTORY))
    return speaker


def accept_shown(tx: Transaction, door: DoorRig, one: FieldDrift) -> None:
    accept(tx, CITY, door.ledger.desktop, one.field, one.token, ACTOR, "现场核对")


def shown(door: DoorRig, field: DriftField) -> FieldDrift:
    def ask(connection: Any) -> FieldDrift:
        pair = next(pairs(connection, CITY, door.rig.clock.now, terminal_id=door.ledger.desktop))
        drifts = reconcile(pair.books, pair.seen, door.rig.clock.now, Terms()).drifts
        return next(one for one in drifts if one.field is field)

    return door.rig.read(ask)


FIELDS = ["serial_no", "disk_serial", "hostname", "os_name", "macs", "addresses", "antivirus"]


@pytest.mark.parametrize("field", FIELDS)
def test_accepted_field_agrees_from_then_on(door: DoorRig, voice: AgentVoice, field: str) -> None:
    before = shown(door, DriftField(field))
    assert before.agreement in (Agreement.DIFFERS, Agreement.UNDECLARED)

    door.advance(1, voice)
    door.rig.do(lambda tx: accept(tx, CITY, door.ledger.desktop, before.field, before.token, ACTOR, "现场核对"))

    assert shown(door, before.field).agreement is Agreement.AGREES


def test_version_before_stays(door: DoorRig, voice: AgentVoice) -> None:
    then = door.rig.clock.now
    one = shown(door, DriftField.HOSTNAME)
    door.advance(1, voice)
    door.rig.do(lambda tx: accept(tx, CITY, door.ledger.desktop, one.field, one.token, ACTOR, "现场核对"))

    before = door.rig.read(lambda c: terminals.by_id(c, door.ledger.desktop, then))
    assert before is not None
    assert before.value.hostname == "CZJ-YSK-01"
    assert door.rig.read(lambda c: len(addresses.of_terminal(c, door.ledger.desktop))) == 1


def test_segment_is_no_field_of_the_row(door: DoorRig, voice: AgentVoice) -> None:
    one = shown(door, DriftField.SEGMENT_UNIT)

    with pytest.raises(InvalidValue, match="no field"):
        door.rig.do(lambda tx: accept(tx, CITY, door.ledger.desktop, one.field, one.token, ACTOR, "现场核对"))


def test_port_and_vlan_as_the_switch_told_them(door: DoorRig, voice: AgentVoice) -> None:
    mac = MacAddress.parse("00-00-5E-00-53-FD")
    told = SwitchPort(ADAPTER, DiscoveryProtocol.LLDP, mac, str(mac), "GE0/0/13", None, "SW-3F", 112, voice.wall_us)
    door.deliver(voice, voice.report(told, kind=ReportKind.EVENT))
    for field in (DriftField.SWITCH_PORT, DriftField.VLAN):
        one = shown(door, field)
        assert one.agreement is Agreement.UNDECLARED
        door.advance(1, voice)
        door.rig.do(partial(accept_shown, door=door, one=one))
        assert shown(door, field).agreement is Agreement.AGREES
    row = door.rig.read(lambda c: terminals.by_id(c, door.ledger.desktop))
    assert row is not None
    assert (row.value.switch_name, row.value.switch_port, row.value.vlan) == ("SW-3F", "GE0/0/13", 112)
