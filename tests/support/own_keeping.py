"""What is found of the machine that runs the tests itself: true, and no matter of tests about networks."""

from collector.rules.antivirus import Antivirus
from collector.rules.automatic_log_on import AutomaticLogOn
from collector.rules.clock_not_synchronised import ClockNotSynchronised
from collector.rules.empty_password import EmptyPassword
from collector.rules.host_firewall_off import HostFirewallOff
from collector.rules.open_ports import OpenPorts
from collector.rules.shared_os_accounts import SharedOsAccounts
from collector.rules.weak_password_rules import WeakPasswordRules

OWN_KEEPING = frozenset(
    rule.id
    for rule in (
        Antivirus,
        AutomaticLogOn,
        ClockNotSynchronised,
        EmptyPassword,
        HostFirewallOff,
        OpenPorts,
        SharedOsAccounts,
        WeakPasswordRules,
    )
)
