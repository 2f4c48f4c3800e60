"""A segment: one broadcast domain that somebody answers for."""

from dataclasses import dataclass, replace
from typing import Self

from collector.errors import InvalidValue
from collector.ledger import fields
from collector.ledger.terminal import AccessDomain
from protocol.address import Address, Prefix
from protocol.mac import MacAddress
from protocol.phrases import say

DEFAULT_SILENT_GRACE_US = 120_000_000
DEFAULT_SWEEP_CAP = 50
"""Probe frames a second, all agents of a segment together: broadcasts reach every port."""
MOST_SWEEP_CAP = 200
LEAST_SWEEP_EVERY_US = 600_000_000
_LONGEST_GRACE_US = 86_400_000_000
_MOST = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Prefixes may repeat in other units' segments. `gateway_macs` and `infrastructure_macs` are approved to speak
    for others (gateways, VRRP, proxy ARP); `silent_grace_us` is how long a MAC may be heard without its agent's beat.
    `sweep_cap` is how many probe frames all agents together may send here a second (0: none, nobody is ever asked);
    `sweep_every_us` has the segment swept by itself that often (None: on command only); `allows_second_mac`: a port
    bears a second MAC address, so that a canary may be sent as a frame.
    """

    name: str
    unit_id: str
    domain: AccessDomain
    prefixes: tuple[Prefix, ...]
    vlan: int | None = None
    gateways: tuple[Address, ...] = ()
    gateway_macs: tuple[MacAddress, ...] = ()
    dhcp_servers: tuple[Address, ...] = ()
    resolvers: tuple[Address, ...] = ()
    infrastructure_macs: tuple[MacAddress, ...] = ()
    silent_grace_us: int = DEFAULT_SILENT_GRACE_US
    sweep_cap: int = DEFAULT_SWEEP_CAP
    sweep_every_us: int | None = None
    allows_second_mac: bool = False

    def checked(self) -> Self:
        """In normal form; raises InvalidValue."""
        if not self.prefixes:
            raise InvalidValue("prefixes", "none given", "a segment has at least one, like 10.37.12.0/24")
        if self.vlan is not None and not 1 <= self.vlan <= 4094:
            raise InvalidValue(
                say("VLAN {vlan}", vlan=self.vlan), "not 1 to 4094 (IEEE 802.1Q)", "leave it out if untagged"
            )
        if not 0 <= self.silent_grace_us <= _LONGEST_GRACE_US:
            raise InvalidValue(
                say("grace {grace} us", grace=self.silent_grace_us),
                "not between 0 and a day",
                "two minutes is usual",
            )
        if not 0 <= self.sweep_cap <= MOST_SWEEP_CAP:
            raise InvalidValue(
                say("sweep cap {cap}", cap=self.sweep_cap),
                say("not 0 to {most} frames a second", most=MOST_SWEEP_CAP),
                "50 is usual; 0 lets no agent ask anything",
            )
        if self.sweep_every_us is not None and self.sweep_every_us < LEAST_SWEEP_EVERY_US:
            raise InvalidValue(
                say("sweep every {span} us", span=self.sweep_every_us), "less than ten minutes", "hours are usual"
            )
        for name in ("prefixes", "gateways", "gateway_macs", "dhcp_servers", "resolvers", "infrastructure_macs"):
            if len(getattr(self, name)) > _MOST:
                raise InvalidValue(name.replace("_", " "), say("more than {most}", most=_MOST), "split the segment")
        self._require_gateways_inside()
        return replace(self, name=fields.text("segment name", self.name, 64))

    def _require_gateways_inside(self) -> None:
        for gateway in self.gateways:
            if not gateway.is_link_local and not self.holds(gateway):
                raise InvalidValue(
                    say("gateway {gateway}", gateway=gateway),
                    "lies in none of the segment's prefixes",
                    "correct either",
                )

    def holds(self, address: Address) -> bool:
        """Whether the address lies in one of the prefixes."""
        return any(address.version == prefix.version and address in prefix for prefix in self.prefixes)
