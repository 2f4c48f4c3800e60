"""What a person named, as an exemption says it; typing errors name what comes near."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from collector.alerts import lifecycle
from collector.api.exemptible import About, Exemptible, subject_of
from collector.errors import CollectorError, InvalidValue, NotAllowed, NotFound
from collector.rules.finding import Certainty, Finding, Severity, Subject, SubjectKind
from collector.store import alerts
from collector.store.scope import CITY, Scope
from tests.support.agents_door import DESKTOP_MAC, STRANGER_MAC, DoorRig, open_agents_door

REG_NO = "3714992026000001"


@pytest.fixture
def door(tmp_path: Path) -> Iterator[DoorRig]:
    with open_agents_door(tmp_path) as opened:
        yield opened


def alarmed(door: DoorRig, part: str = "pci-0000:02:00.0", interface: str = "wlp2s0") -> str:
    now = door.rig.clock.now
    finding = Finding(
        rule="wireless-adapter",
        subject=Subject(SubjectKind.TERMINAL, door.ledger.desktop, part=part),
        severity=Severity.HIGH,
        certainty=Certainty.CONFIRMED,
        unit_id=door.ledger.finance,
        terminal_id=door.ledger.desktop,
        first_us=now,
        last_us=now,
        evidence={"interface": interface},
    )
    step = lifecycle.advance(None, finding, now)
    assert step is not None
    return str(door.rig.do(lambda tx: alerts.save(tx, step, finding)).id)


def said(door: DoorRig, given: About, scope: Scope = CITY) -> Exemptible:
    return door.rig.read(lambda c: subject_of(c, scope, given))


def test_a_terminal_by_any_of_its_names(door: DoorRig) -> None:
    for name in (REG_NO, "CZJ-YSK-01", door.ledger.desktop):
        found = said(door, About("wireless-adapter", terminal=name))
        assert found == Exemptible("wireless-adapter", "terminal", door.ledger.desktop, None)


def test_a_mac_in_any_notation_with_whose_it_is(door: DoorRig) -> None:
    found = said(door, About("unregistered-terminal", mac="0000.5e00.5301"))
    assert (found.kind, found.id, found.unit_id) == ("mac", DESKTOP_MAC, door.ledger.finance)
    assert said(door, About("unregistered-terminal", mac=STRANGER_MAC)).unit_id is None


def test_a_segment_by_name(door: DoorRig) -> None:
    assert said(door, About("unregistered-terminal", segment="财政局三楼")).id == door.ledger.finance_segment


def test_an_alert_names_all_of_it(door: DoorRig) -> None:
    made = alarmed(door)
    found = said(door, About(None, alert=made))

    assert (found.rule, found.id, found.part) == ("wireless-adapter", door.ledger.desktop, "pci-0000:02:00.0")
    assert said(door, About("wireless-adapter", alert=made)) == found


def test_a_part_by_its_interface(door: DoorRig) -> None:
    alarmed(door)
    asked = About("wireless-adapter", terminal=REG_NO, part="wlp2s0")
    assert said(door, asked).part == "pci-0000:02:00.0"
    alarmed(door, part="usb-1-2")
    with pytest.raises(NotFound, match="more than one"):
        said(door, asked)
    with pytest.raises(NotFound, match=r"usb-1-2 \(wlp2s0\)"):
        said(door, replace(asked, part="wlp9s0"))


@pytest.mark.parametrize(
    ("given", "error", "says"),
    [
        (About("wireles-adapter", terminal=REG_NO), NotFound, "wireless-adapter"),
        (About("zzz", terminal=REG_NO), NotFound, "the rules are"),
        (About("rule-failed", terminal=REG_NO), NotFound, "there is none"),
        (About("agent-fork", terminal=REG_NO), NotAllowed, "one key"),
        (About("not-admitted", mac=STRANGER_MAC), NotAllowed, "approver"),
        (About(None, terminal=REG_NO), InvalidValue, "rule"),
        (About("wireless-adapter"), InvalidValue, "none is given"),
        (About("wireless-adapter", terminal=REG_NO, mac=STRANGER_MAC), InvalidValue, "more than one"),
        (About("wireless-adapter", mac=STRANGER_MAC), InvalidValue, "exempt the terminal"),
        (About("wireless-adapter", segment="财政局三楼"), InvalidValue, "never tells of a segment"),
        (About("unregistered-terminal", mac=STRANGER_MAC, part="x"), InvalidValue, "has none"),
        (About("wireless-adapter", terminal="3714992026000009"), NotFound, REG_NO),
        (About("wireless-adapter", terminal=REG_NO, part="wlan0"), NotFound, "no alert of that rule"),
        (About("unregistered-terminal", segment="财政局五楼"), NotFound, "财政局三楼"),
        (About(None, alert="0" * 32), NotFound, "alert"),
    ],
)
def test_what_is_refused(door: DoorRig, given: About, error: type[CollectorError], says: str) -> None:
    with pytest.raises(error) as raised:
        said(door, given)

    assert says in str(raised.value)


def test_an_alert_contradicts_nobody(door: DoorRig) -> None:
    made = alarmed(door)
    with pytest.raises(InvalidValue, match="of the rule wireless-adapter"):
        said(door, About("agent-missing", alert=made))
    with pytest.raises(InvalidValue, match="names its own"):
        said(door, About(None, alert=made, part="tun0"))


def test_another_units_terminal_is_not_found(door: DoorRig) -> None:
    scope = Scope(frozenset({door.ledger.services}))
    with pytest.raises(NotFound):
        said(door, About("wireless-adapter", terminal=REG_NO), scope)
    with pytest.raises(NotFound):
        said(door, About(None, alert=alarmed(door)), scope)
