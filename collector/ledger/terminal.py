"""A terminal: what is registered, approved and vouched for."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Self

from collector.errors import InvalidValue
from collector.ledger import fields
from collector.ledger.adapter import Adapter, RegisteredAddress
from collector.ledger.custody import Custody
from collector.ledger.life_cycle import VOUCHING, Status, StatusKind, has_expired, require_kind
from protocol.phrases import say


class TerminalType(StrEnum):
    """The three kinds of DB23/T 3344-2022 (office, mobile, internet of things), in detail."""

    DESKTOP = "desktop"
    LAPTOP = "laptop"
    THIN_CLIENT = "thin-client"
    VIRTUAL = "virtual"
    MOBILE = "mobile"
    PRINTER = "printer"
    CAMERA = "camera"
    DOOR_ACCESS = "door-access"
    VIDEO_CONFERENCE = "video-conference"
    SERVER = "server"
    NETWORK_DEVICE = "network-device"
    OTHER = "other"


# The end of 2099 in China (UTC+8): a sheet names no later day, so a later end would not come back from an export.
LAST_END_US = 4_102_416_000_000_000
AGENTLESS_TYPES = frozenset(
    {
        TerminalType.PRINTER,
        TerminalType.CAMERA,
        TerminalType.DOOR_ACCESS,
        TerminalType.VIDEO_CONFERENCE,
        TerminalType.NETWORK_DEVICE,
    }
)
"""Types on which no agent can run."""


class AccessDomain(StrEnum):
    """接入域: between the two government domains the opinion asks for physical isolation (annex 1)."""

    PUBLIC_SERVICE = "public-service"
    """公共服务域"""
    ADMINISTRATIVE = "administrative"
    """行政服务域"""
    INTERNET = "internet"
    PRIVATE = "private"
    """专网"""


class AccessMode(StrEnum):
    """接入模式: whether the machine may ever be on another network."""

    DEDICATED = "dedicated"
    """专机专用"""
    BY_TURNS = "by-turns"
    """分时接入"""
    DUAL_APPROVED = "dual-approved"
    """一机两用, approved"""


class Importance(StrEnum):
    """重要程度, GB/T 22239-2019 8.1.10.2."""

    ORDINARY = "ordinary"
    IMPORTANT = "important"
    CORE = "core"


class IpMode(StrEnum):
    """IP获取方式."""

    STATIC = "static"
    DHCP = "dhcp"


class AccessMethod(StrEnum):
    """接入方式."""

    WIRED = "wired"
    APPROVED_WIRELESS = "wireless"
    """授权无线"""
    VPN = "vpn"
    PRIVATE_LINE = "private-line"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terminal:
    """`reg_no`: region, year, serial (6+4+6 digits), immutable; empty on a new row: the store gives the next.

    `switch_name`, `switch_port` and `vlan` (IEEE 802.1Q, 1 to 4094) are as declared; where it was heard is presence's.
    `is_shared`: 公用; `is_temporary`: needs an `expires_us`; `access_window`: hours, like 工作日 08:00-18:30;
    `antivirus*` are what was declared. None of a bool: nobody said. `status_kind`: why it is suspended or retired.
    """

    unit_id: str
    terminal_type: TerminalType
    status: Status
    reg_no: str = ""
    department: str | None = None
    brand: str | None = None
    model: str | None = None
    serial_no: str | None = None
    asset_no: str | None = None
    os_name: str | None = None
    hostname: str | None = None
    access_domain: AccessDomain = AccessDomain.ADMINISTRATIVE
    access_mode: AccessMode = AccessMode.DEDICATED
    purpose: str | None = None
    importance: Importance | None = None
    agent_expected: bool = True
    expires_us: int | None = None
    remark: str | None = None
    disk_serial: str | None = None
    outlet_no: str | None = None
    switch_name: str | None = None
    switch_port: str | None = None
    vlan: int | None = None
    os_version: str | None = None
    cpu_arch: str | None = None
    is_xinchuang: bool | None = None
    ip_mode: IpMode | None = None
    netmask: str | None = None
    gateway: str | None = None
    resolvers: str | None = None
    access_method: AccessMethod | None = None
    access_window: str | None = None
    antivirus_installed: bool | None = None
    antivirus: str | None = None
    is_shared: bool | None = None
    is_temporary: bool | None = None
    status_kind: StatusKind | None = None

    def checked(self) -> Self:
        """In normal form; raises InvalidValue."""
        if self.agent_expected and self.terminal_type in AGENTLESS_TYPES:
            raise InvalidValue(
                "agent expected",
                say("no agent runs on a {terminal_type}", terminal_type=self.terminal_type.value),
                "register it without",
            )
        if self.is_temporary and self.expires_us is None:
            raise InvalidValue("end of the registration", "is missing", "a temporary terminal needs one (临时接入)")
        require_kind(self.status, self.status_kind)
        clean: dict[str, Any] = {
            name: fields.optional_text(said, getattr(self, name), most) for name, (said, most) in TEXTS.items()
        }
        return replace(
            self,
            reg_no=self.reg_no and _registration_number(self.reg_no),
            serial_no=fields.serial_no("serial number", self.serial_no),
            disk_serial=fields.serial_no("disk serial number", self.disk_serial),
            vlan=_vlan(self.vlan),
            **clean,
        )

    def vouches_at(self, at_us: int) -> bool:
        """Whether this row stands for its addresses on the wire at that moment."""
        return self.status in VOUCHING and not has_expired(self.expires_us, at_us)


TEXTS = {
    "department": ("department", 128),
    "brand": ("brand", 64),
    "model": ("model", 64),
    "asset_no": ("asset number", 64),
    "os_name": ("operating system", 64),
    "os_version": ("version of the system", 64),
    "cpu_arch": ("processor architecture", 32),
    "hostname": ("host name", 64),
    "netmask": ("netmask", 45),
    "gateway": ("gateway", 45),
    "resolvers": ("DNS servers", 128),
    "outlet_no": ("outlet", 64),
    "switch_name": ("switch", 64),
    "switch_port": ("switch port", 64),
    "access_window": ("hours of access", 64),
    "antivirus": ("antivirus", 64),
    "purpose": ("purpose", 128),
    "remark": ("remark", 256),
}
"""Fields of free text: what error sentences call them, and how long they may be."""


def _vlan(number: int | None) -> int | None:
    if number is not None and not 1 <= number <= 4094:
        raise InvalidValue(say("VLAN {number}", number=number), "is no number of a VLAN", "a number of 1 to 4094")
    return number


def _registration_number(text: str) -> str:
    if len(text) != 16 or not text.isascii() or not text.isdigit():
        raise InvalidValue(
            say("registration number {text!r}", text=text[:20]), "not 16 digits", "leave it out to get the next one"
        )
    return text


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """All that one form says (登记表): stored together or not at all."""

    terminal: Terminal
    custody: Custody
    adapters: tuple[Adapter, ...] = ()
    addresses: tuple[RegisteredAddress, ...] = ()

    def checked(self) -> Self:
        """In normal form; raises InvalidValue, also for the same MAC or address twice."""
        adapters = tuple(item.checked() for item in self.adapters)
        addresses = tuple(item.checked() for item in self.addresses)
        if len({item.mac for item in adapters}) != len(adapters):
            raise InvalidValue("MAC addresses", "one stands there twice", "give each once")
        if len({(item.segment_id, item.address) for item in addresses}) != len(addresses):
            raise InvalidValue("IP addresses", "one stands there twice", "give each once")
        terminal, custody = self.terminal.checked(), self.custody.checked()
        return replace(self, terminal=terminal, custody=custody, adapters=adapters, addresses=addresses)
