"""What an edit triggers."""

from dataclasses import replace
from typing import Any

import pytest

from collector.ledger.changes import MATERIAL, MATERIAL_CUSTODY, Trigger, triggered
from collector.ledger.custody import Custody
from collector.ledger.life_cycle import Status
from collector.ledger.terminal import AccessDomain, Terminal, TerminalType

HELD = Terminal(
    unit_id="u1",
    terminal_type=TerminalType.DESKTOP,
    status=Status.ADMITTED,
    serial_no="PF3FAKE01",
    disk_serial="DSKFAKE01",
    switch_port="GE0/0/13",
)
WHO = Custody(owner_id="p1", user_id="p1", room="0312")


@pytest.mark.parametrize(
    ("edit", "trigger"),
    [
        ({"remark": "贴了标签"}, Trigger.NOTHING),
        ({"asset_no": "TY2025000101", "hostname": "CZJ-YSK-02"}, Trigger.NOTHING),
        ({"switch_port": "GE0/0/14"}, Trigger.CHANGE),
        ({"os_name": "银河麒麟桌面V10 SP1"}, Trigger.CHANGE),
        ({"access_domain": AccessDomain.PUBLIC_SERVICE}, Trigger.CHANGE),
        ({"disk_serial": "DSKFAKE09"}, Trigger.CHANGE),
        ({"serial_no": "PF3FAKE09"}, Trigger.CHANGE),
        ({"serial_no": "PF3FAKE09", "disk_serial": "DSKFAKE09"}, Trigger.NEW_REGISTRATION),
        ({"serial_no": None, "disk_serial": None}, Trigger.CHANGE),
    ],
)
def test_of_a_terminal(edit: dict[str, Any], trigger: Trigger) -> None:
    assert triggered(HELD, replace(HELD, **edit)) is trigger


@pytest.mark.parametrize(
    ("edit", "trigger"),
    [
        ({"user_id": "p2"}, Trigger.CHANGE),
        ({"room": "0313"}, Trigger.CHANGE),
        ({"confirmed_us": 7}, Trigger.NOTHING),
        ({"lent_until_us": 7}, Trigger.NOTHING),
    ],
)
def test_of_who_has_it(edit: dict[str, Any], trigger: Trigger) -> None:
    assert triggered(HELD, HELD, WHO, replace(WHO, **edit)) is trigger


def test_another_card_or_address() -> None:
    assert triggered(HELD, HELD, wire_differs=True) is Trigger.CHANGE


def test_fields_are_real_ones() -> None:
    assert set(Terminal.__dataclass_fields__) >= MATERIAL
    assert set(Custody.__dataclass_fields__) >= MATERIAL_CUSTODY
