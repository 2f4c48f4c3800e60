"""News of a generic netlink family that may come and go: cfg80211 is loaded when the first radio is plugged in.

The controller announces families on its own group (linux/genetlink.h), so that one socket hears the family appear,
joins its groups before the first radio is registered, and joins them again when the module comes back under others.
"""

from agent.errors import CouldNotOpen
from agent.host.netlink.message import messages
from agent.host.netlink.nl80211_messages import GENL_ID_CTRL, NL80211, Family, parse_family
from agent.host.netlink.sockets import NETLINK_GENERIC, SOL_NETLINK, NetlinkSocket, nl80211_family

_NETLINK_ADD_MEMBERSHIP = 1
_WIRELESS_GROUPS = ("config", "mlme", "regulatory")
"""Not `scan`: results of a scan change no adapter, and a Wi-Fi laptop scans every few seconds."""
_CONTROLLERS_GROUP = GENL_ID_CTRL
"""nlctrl's group `notify` has the family's own number on every kernel (net/netlink/genetlink.c)."""


def open_controller() -> NetlinkSocket:
    """A socket that hears of families; raises CouldNotOpen."""
    opened = NetlinkSocket(NETLINK_GENERIC)
    try:
        _join(opened, _CONTROLLERS_GROUP)
    except CouldNotOpen:
        opened.close()
        raise
    return opened


def find_nl80211() -> Family:
    """The family's numbers now, asked on a socket of its own; raises CouldNotLook where cfg80211 is not loaded."""
    with NetlinkSocket(NETLINK_GENERIC) as asking:
        return nl80211_family(asking)


def join_wireless(opened: NetlinkSocket, family: Family) -> None:
    """Hears of radios, interfaces, associations and stations from now on; raises CouldNotOpen."""
    for name in _WIRELESS_GROUPS:
        if name in family.groups:
            _join(opened, family.groups[name])


def announces_nl80211(datagram: bytes) -> bool:
    """Whether the controller tells that nl80211 came or went; raises MalformedNetlink."""
    told = (message.body for message in messages(datagram) if message.type == GENL_ID_CTRL)
    return any(parse_family(body)[0] == NL80211 for body in told)


def _join(opened: NetlinkSocket, group: int) -> None:
    try:
        opened.socket.setsockopt(SOL_NETLINK, _NETLINK_ADD_MEMBERSHIP, group)
    except OSError as error:
        raise CouldNotOpen(f"netlink group {group}", error.strerror or str(error)) from None
