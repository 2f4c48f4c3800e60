"""Every detection, one file each. Adding one: its file, its line here, its test; its documentation is made from it."""

from collector.rules.address_flood import AddressFlood
from collector.rules.agent_fork import AgentFork
from collector.rules.agent_missing import AgentMissing
from collector.rules.agent_silent_while_present import AgentSilentWhilePresent
from collector.rules.agentless_drift import AgentlessDrift
from collector.rules.antivirus import Antivirus
from collector.rules.automatic_log_on import AutomaticLogOn
from collector.rules.clock_not_synchronised import ClockNotSynchronised
from collector.rules.clock_off import ClockOff
from collector.rules.consumer_network import ConsumerNetwork
from collector.rules.dhcp_server_mac_changed import DhcpServerMacChanged
from collector.rules.duplicate_address import DuplicateAddress
from collector.rules.empty_password import EmptyPassword
from collector.rules.enrolment_code_reused import EnrolmentCodeReused
from collector.rules.gateway_mac_changed import GatewayMacChanged
from collector.rules.host_firewall_off import HostFirewallOff
from collector.rules.identity_in_question import IdentityInQuestion
from collector.rules.ip_conflict import IpConflict
from collector.rules.mac_clone import MacClone
from collector.rules.not_admitted import NotAdmitted
from collector.rules.open_ports import OpenPorts
from collector.rules.other_way_out import OtherWayOut
from collector.rules.outside_reached import OutsideWasReached
from collector.rules.own_mac_heard import OwnMacHeard
from collector.rules.private_router import PrivateRouter
from collector.rules.rule import Rule
from collector.rules.segment_without_watchers import SegmentWithoutWatchers
from collector.rules.shared_os_accounts import SharedOsAccounts
from collector.rules.sharing import Sharing
from collector.rules.spoofed_mac import SpoofedMac
from collector.rules.two_zones_at_once import TwoZonesAtOnce
from collector.rules.two_zones_by_turns import TwoZonesByTurns
from collector.rules.unapproved_adapter import UnapprovedAdapter
from collector.rules.unapproved_infrastructure import UnapprovedInfrastructure
from collector.rules.unlisted_gateway import UnlistedGateway
from collector.rules.unlisted_lease_server import UnlistedLeaseServer
from collector.rules.unlisted_redirect import UnlistedRedirect
from collector.rules.unlisted_resolver import UnlistedResolver
from collector.rules.unlisted_router import UnlistedRouter
from collector.rules.unlisted_server import UnlistedServer
from collector.rules.unregistered_terminal import UnregisteredTerminal
from collector.rules.weak_password_rules import WeakPasswordRules
from collector.rules.wireless_adapter import WirelessAdapter

ALL_RULES: tuple[Rule, ...] = (
    UnregisteredTerminal(),
    UnapprovedAdapter(),
    NotAdmitted(),
    AgentSilentWhilePresent(),
    AgentMissing(),
    AddressFlood(),
    UnapprovedInfrastructure(),
    GatewayMacChanged(),
    IpConflict(),
    DuplicateAddress(),
    MacClone(),
    AgentlessDrift(),
    OwnMacHeard(),
    WirelessAdapter(),
    OtherWayOut(),
    Sharing(),
    SpoofedMac(),
    UnlistedGateway(),
    PrivateRouter(),
    UnlistedServer(),
    DhcpServerMacChanged(),
    UnlistedRouter(),
    UnlistedRedirect(),
    UnlistedLeaseServer(),
    UnlistedResolver(),
    ConsumerNetwork(),
    TwoZonesAtOnce(),
    TwoZonesByTurns(),
    OutsideWasReached(),
    Antivirus(),
    EmptyPassword(),
    AutomaticLogOn(),
    WeakPasswordRules(),
    SharedOsAccounts(),
    OpenPorts(),
    HostFirewallOff(),
    ClockNotSynchronised(),
    SegmentWithoutWatchers(),
    AgentFork(),
    IdentityInQuestion(),
    EnrolmentCodeReused(),
    ClockOff(),
)
