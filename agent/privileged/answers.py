"""All that the root helper can say: a fixed vocabulary, no secret in it. Both ends share this and nothing else."""

from dataclasses import dataclass
from typing import Annotated, Protocol

from protocol.observations import DiskSerial, Translation
from protocol.schema import Field


@dataclass(frozen=True, slots=True)
class InputChain:
    """A chain of the packet filter that sees what comes in (hook input, priority filter)."""

    told_by: Annotated[str, Field("nftables, iptables-legacy", most=32)]
    family: Annotated[str, Field("ip, ip6, inet", most=8)]
    table: Annotated[str, Field("table", most=64)]
    chain: Annotated[str, Field("chain", most=64)]
    policy: Annotated[str, Field("accept, drop", most=16)]
    rules: Annotated[int, Field("rules in it", most=2**31)]


@dataclass(frozen=True, slots=True)
class PacketRules:
    """The packet filter as far as it matters here; `unseen` says which part could not be read."""

    inputs: Annotated[tuple[InputChain, ...], Field("chains that see what comes in", most=64)]
    translations: Annotated[tuple[Translation, ...], Field("rules that replace source addresses", most=256)]
    unseen: Annotated[str | None, Field("what could not be read, and why", most=300)]


@dataclass(frozen=True, slots=True)
class AccountLock:
    """What /etc/shadow says of one account, without anything of its password."""

    name: Annotated[str, Field("account name", most=64, source="/etc/shadow")]
    is_empty: Annotated[bool, Field("logs in without a password")]
    is_locked: Annotated[bool, Field("no password opens it")]
    most_days: Annotated[int | None, Field("days until the password must be changed", most=99_999)]


@dataclass(frozen=True, slots=True)
class Accounts:
    """Every account of /etc/shadow that is not a system's own."""

    locks: Annotated[tuple[AccountLock, ...], Field("accounts", most=1024)]


@dataclass(frozen=True, slots=True)
class Serials:
    """Serial numbers that sysfs shows to root only."""

    product_serial: Annotated[str | None, Field("serial number of the machine", most=128)]
    product_uuid: Annotated[str | None, Field("SMBIOS UUID", most=64)]
    board_serial: Annotated[str | None, Field("serial number of the main board", most=128)]
    disks: Annotated[tuple[DiskSerial, ...], Field("serial numbers of built-in disks", most=16)]


@dataclass(frozen=True, slots=True)
class PortOwner:
    """Which program listens on a port."""

    transport: Annotated[str, Field("tcp, udp", most=8)]
    port: Annotated[int, Field("port number", most=65_535)]
    program: Annotated[str, Field("its name", most=32, source="/proc/PID/comm")]


@dataclass(frozen=True, slots=True)
class PortOwners:
    """Every program that listens, by port."""

    owners: Annotated[tuple[PortOwner, ...], Field("programs that listen", most=1024)]


class Privileged(Protocol):
    """Questions only root can answer. Each raises CouldNotLook: no helper, refused, too late, malformed."""

    def packet_rules(self) -> PacketRules: ...

    def accounts(self) -> Accounts: ...

    def serials(self) -> Serials: ...

    def port_owners(self) -> PortOwners: ...
