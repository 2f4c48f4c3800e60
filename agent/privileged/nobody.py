"""No helper: every question is answered with why it cannot be."""

from typing import Never

from agent.errors import CouldNotLook
from agent.privileged.answers import Accounts, PacketRules, PortOwners, Serials


class Nobody:
    """Privileged where there is no root helper."""

    def __init__(self, why: str = "the root helper is not installed") -> None:
        self._why = why

    def packet_rules(self) -> PacketRules:
        self._refuse("packet filter")

    def accounts(self) -> Accounts:
        self._refuse("accounts' passwords")

    def serials(self) -> Serials:
        self._refuse("serial numbers")

    def port_owners(self) -> PortOwners:
        self._refuse("owners of ports")

    def _refuse(self, what: str) -> Never:
        raise CouldNotLook(what, self._why)
