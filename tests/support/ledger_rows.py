"""Rows of a sheet and a register beside them, made for tests of planning. All fictional."""

from datetime import date
from ipaddress import ip_network
from typing import Any

from collector.imports.sheets.declaration import Choices, declaration
from collector.imports.sheets.plan import Plan, Policy
from collector.imports.sheets.planning import plan
from collector.imports.sheets.register_view import (
    Elsewhere,
    HeldAdapter,
    HeldAddress,
    HeldSegment,
    HeldTerminal,
    RegisterView,
)
from collector.ledger.adapter import AdapterClass
from collector.ledger.custody import Custody
from collector.ledger.life_cycle import Status
from collector.ledger.person import Person
from collector.ledger.terminal import Terminal, TerminalType
from protocol.address import parse_address
from tests.support.messy_sheets import HEADINGS, OTHER_UNIT, UNIT, sheet_of

NUMBER = "3714992026000001"


def person(name: str = "李明轩", **more: Any) -> Person:
    known: dict[str, Any] = {"unit_id": "u1", "department": "预算科", "mobile": "19900000001"}
    return Person(name=name, **known | more)


def held(**terminal: Any) -> HeldTerminal:
    """The terminal of the good row, admitted, as the register holds it."""
    known: dict[str, Any] = {"unit_id": "u1", "terminal_type": TerminalType.DESKTOP, "status": Status.ADMITTED}
    known |= {"reg_no": NUMBER, "department": "预算科", "serial_no": "PF3FAKE01"}
    return HeldTerminal(
        "t1",
        1,
        Terminal(**known | terminal),
        (HeldAdapter("a1", "00-00-5E-00-53-01", AdapterClass.FIXED),),
        (HeldAddress("i1", parse_address("10.37.12.21"), None),),
        Custody(owner_id="p1", user_id="p1", room="0312"),
    )


def view(*terminals: HeldTerminal, **more: Any) -> RegisterView:
    """Two units, one person and one segment of the first, these terminals."""
    known: dict[str, Any] = {
        "units": {"u1": UNIT, "u2": OTHER_UNIT},
        "people": {"p1": person()},
        "segments": [HeldSegment("s1", "CZJ-3F", "u1", (ip_network("10.37.12.0/24"),))],
        "terminals": terminals,
        "elsewhere": Elsewhere(),
    }
    return RegisterView(**known | more)


def planned(*rows: dict[str, Any], register: RegisterView, extra: tuple[str, ...] = (), **policy: Any) -> Plan:
    """The plan of a sheet of good rows, each changed as said; `extra` are further headings."""
    content = sheet_of(*rows, headings=(*HEADINGS, *extra))
    return plan(declaration(content, Choices(), date(2026, 3, 1)), register, Policy(**policy))


def reasons(made: Plan) -> list[tuple[int, list[str]]]:
    """Rows refused, each with why."""
    return [(row.row, [str(item.why) for item in row.findings if item.level.value == "error"]) for row in made.refused]
