"""What a person fills in about a terminal: the whole form when it is registered, single fields when it is edited."""

from typing import Annotated

from pydantic import Field

from collector.api.rows import Edit, Form
from collector.ledger.life_cycle import Status
from collector.ledger.terminal import (
    LAST_END_US,
    AccessDomain,
    AccessMethod,
    AccessMode,
    Importance,
    IpMode,
    TerminalType,
)

Short = Annotated[str | None, Field(max_length=100)]
Line = Annotated[str | None, Field(max_length=200)]
Texts = Annotated[list[Annotated[str, Field(max_length=100)]], Field(max_length=32)]


class Declared(Form):
    """What is declared of a terminal and of where it stands (domain.md §3.1); the ledger checks and shortens."""

    department: Line = None
    brand: Short = None
    model: Short = None
    serial_no: Line = None
    asset_no: Short = None
    disk_serial: Line = None
    os_name: Short = None
    os_version: Short = None
    cpu_arch: Short = None
    is_xinchuang: bool | None = None
    hostname: Short = None
    ip_mode: IpMode | None = None
    netmask: Short = None
    gateway: Short = None
    resolvers: Line = None
    outlet_no: Short = None
    switch_name: Short = None
    switch_port: Short = None
    vlan: int | None = Field(default=None, ge=1, le=4094)
    access_method: AccessMethod | None = None
    access_window: Short = None
    purpose: Line = None
    importance: Importance | None = None
    antivirus_installed: bool | None = None
    antivirus: Short = None
    is_shared: bool | None = None
    is_temporary: bool | None = None
    agent_expected: bool | None = None
    expires_us: int | None = Field(default=None, ge=0, le=LAST_END_US)
    remark: str | None = Field(default=None, max_length=500)
    location: Short = None
    building: Short = None
    room: Short = None
    segment: str | None = None


class TerminalForm(Declared):
    """Unit, people and segment by id or name; MACs and addresses in any usual notation. No owner: the user owns it."""

    unit: str
    terminal_type: TerminalType
    status: Status = Status.SUBMITTED
    reg_no: str = Field(default="", max_length=32)
    access_domain: AccessDomain = AccessDomain.ADMINISTRATIVE
    access_mode: AccessMode = AccessMode.DEDICATED
    user: str | None = None
    owner: str | None = None
    macs: Texts = Field(default=[])
    shared_macs: Texts = Field(default=[])
    addresses: Texts = Field(default=[])


class TerminalEdit(Edit, Declared):
    """Neither status nor people: those are steps of its life, with commands of their own.

    `segment` is that of the added addresses. `base` is what a dry run answered: refused when it no longer holds.
    """

    unit: str | None = None
    terminal_type: TerminalType | None = None
    access_domain: AccessDomain | None = None
    access_mode: AccessMode | None = None
    add_macs: Texts = Field(default=[])
    add_shared_macs: Texts = Field(default=[])
    remove_macs: Texts = Field(default=[])
    add_addresses: Texts = Field(default=[])
    remove_addresses: Texts = Field(default=[])
    dry_run: bool = False
    base: str | None = Field(default=None, max_length=64)


class Undoing(Form):
    """Takes back the newest edit."""

    dry_run: bool = False
    base: str | None = Field(default=None, max_length=64)
