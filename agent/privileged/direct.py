"""Answers in this process: for root, and for the helper itself."""

from agent.host.machine import Host
from agent.privileged.accounts_reading import read_accounts
from agent.privileged.answers import Accounts, PacketRules, PortOwners, Serials
from agent.privileged.port_owners import read_port_owners
from agent.privileged.serials import read_serials


class Direct:
    """Privileged by reading; raises CouldNotLook where even this account may not."""

    def __init__(self, host: Host) -> None:
        self._host = host

    def packet_rules(self) -> PacketRules:
        # Only here: the decoders of rules are nothing that a service asking the helper has to carry.
        from agent.privileged.packet_rules import read_packet_rules

        return read_packet_rules(self._host.procfs)

    def accounts(self) -> Accounts:
        return read_accounts(self._host)

    def serials(self) -> Serials:
        return read_serials(self._host)

    def port_owners(self) -> PortOwners:
        return read_port_owners(self._host)
