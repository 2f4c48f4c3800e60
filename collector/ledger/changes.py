"""What an edit of a terminal triggers (domain.md §4.1): nothing, an approval again (变更), or a new registration."""

from dataclasses import fields
from enum import StrEnum

from collector.ledger.custody import Custody
from collector.ledger.terminal import Terminal


class Trigger(StrEnum):
    """The gravest that any part of an edit asks for."""

    NOTHING = "nothing"
    CHANGE = "change"
    """变更: it stays on the net as it was approved until an approver decides."""
    NEW_REGISTRATION = "new-registration"
    """重新登记: another computer, which is another terminal."""


MATERIAL = frozenset(
    {"unit_id", "terminal_type", "serial_no", "disk_serial", "os_name", "os_version", "agent_expected"}
    | {"access_domain", "access_mode", "access_method", "access_window", "ip_mode", "expires_us", "is_shared"}
    | {"outlet_no", "switch_name", "switch_port", "vlan"}
)
"""Fields of a terminal that an approval was given for; the rest describes it."""
MATERIAL_CUSTODY = frozenset({"owner_id", "user_id", "location", "building", "room"})


def triggered(
    before: Terminal,
    after: Terminal,
    held: Custody | None = None,
    holding: Custody | None = None,
    *,
    wire_differs: bool = False,
) -> Trigger:
    """`held`, `holding`: who had and has it; `wire_differs`: a MAC or address is added or ended (NIC, IP)."""
    if _differs(before.serial_no, after.serial_no) and _differs(before.disk_serial, after.disk_serial):
        return Trigger.NEW_REGISTRATION
    is_material = any(getattr(before, name) != getattr(after, name) for name in MATERIAL)
    return Trigger.CHANGE if is_material or wire_differs or passes_on(held, holding) else Trigger.NOTHING


def passes_on(held: Custody | None, holding: Custody | None) -> bool:
    """Whether another person or place has it; who only confirms it, or ends a loan, changes nothing of that."""
    if held is None or holding is None:
        return held is not holding
    names = {item.name for item in fields(Custody)} & MATERIAL_CUSTODY
    return any(getattr(held, name) != getattr(holding, name) for name in names)


def _differs(before: str | None, after: str | None) -> bool:
    """What nobody had written down before is no other machine's."""
    return before is not None and after is not None and before != after
