"""A chain of four reports of the office in `messages`, one of each kind, holding every type of observation."""

from protocol.address import parse_address, parse_prefix
from protocol.codec import encode_report
from protocol.identity import Digest, adapter_id, digest_of
from protocol.mac import MacAddress
from protocol.observations import (
    Adapter,
    AdapterKind,
    AgentEvent,
    AgentEventKind,
    Antivirus,
    AntivirusState,
    AttachedDevice,
    DeviceKind,
    DhcpClientHeard,
    DhcpVersion,
    DiscoveryProtocol,
    Elsewhere,
    Forwarding,
    Gap,
    HeardHow,
    HostFirewall,
    HostIdentity,
    InterfaceAddress,
    KindCount,
    ListeningSocket,
    LocalAccount,
    Looked,
    LookOutcome,
    NameHeard,
    Neighbour,
    Observation,
    OrderCarriedOut,
    OrderOutcome,
    OutsideReached,
    OwnMacHeard,
    PasswordRules,
    Resolver,
    Route,
    ServerHeard,
    ServerKind,
    SharingService,
    Sighting,
    SightingsFolded,
    SwitchPort,
    TimeSynchronisation,
    Translation,
    TranslationKind,
    WirelessDevice,
)
from protocol.report import Envelope, Report, ReportKind, genesis_digest
from tests.contract.messages import ADAPTER, AGENT, AT_US, ATTACHMENT, BOOT, GATEWAY_MAC, KEY, MAC, MACHINE, TAKEN

_DONGLE = adapter_id("usb", "1-2:1.0", "0bda:8179", "02-00-5E-00-53-10")
_PRINTER_MAC = MacAddress.parse("00-00-5E-00-53-04")

_WIRED = Adapter(
    id=ADAPTER,
    name="enp0s31f6",
    index=2,
    kind=AdapterKind.WIRED,
    link_kind=None,
    bus="pci",
    bus_path="0000:00:1f.6",
    vendor_id="8086",
    product_id="15fb",
    product=None,
    serial=None,
    driver="e1000e",
    mac=MAC,
    permanent_mac=MAC,
    mac_origin="permanent",
    is_up=True,
    carrier=True,
    master=None,
    lower=(),
    other_names=(),
)
_WIRELESS = WirelessDevice(
    device="phy0",
    name="wlx02005e005310",
    adapter=_DONGLE,
    sources=("nl80211", "devtype", "phy80211", "rfkill"),
    denied_by=(),
    bus="usb",
    vendor_id="0bda",
    product_id="8179",
    driver="rtl8xxxu",
    soft_blocked=False,
    hard_blocked=None,
    mode="station",
    is_up=True,
    ssid="示例热点",
    bssid=MacAddress.parse("02-00-5E-00-53-11"),
    frequency_mhz=2437,
    clients=None,
)
_HOST = HostIdentity(
    hostname="CZJ-YSK-01",
    os_id="kylin",
    os_name="银河麒麟桌面V10 SP1",
    os_version="v10",
    kernel="5.4.18-53-generic",
    architecture="x86_64",
    booted_at_us=AT_US - 3_605_000_000,
    agent_version="0.1.0",
    machine=MACHINE,
)

_INVENTORY: tuple[Observation, ...] = (
    Looked("host-identity", LookOutcome.SEEN, None),
    _HOST,
    Looked("adapters", LookOutcome.SEEN, None),
    _WIRED,
    Looked("wireless", LookOutcome.COULD_NOT_LOOK, "/dev/rfkill: permission denied"),
    _WIRELESS,
    InterfaceAddress(ADAPTER, "enp0s31f6", parse_address("10.37.12.21"), 24, "global", False, False),
    Route(ADAPTER, parse_prefix("0.0.0.0/0"), parse_address("10.37.12.254"), GATEWAY_MAC, 100, 254),
    Resolver(parse_address("10.37.0.53"), "/etc/resolv.conf"),
    Neighbour(ADAPTER, parse_address("10.37.12.254"), GATEWAY_MAC, "reachable"),
    ATTACHMENT,
)
_LATER: tuple[Observation, ...] = (
    Looked("attached-devices", LookOutcome.SEEN, None),
    AttachedDevice(
        "1-3",
        "usb",
        DeviceKind.USB_TETHER,
        "2717",
        "ff80",
        "示例手机厂",
        "示例手机",
        "FAKE0001",
        ("e0/01/03", "0a/00/00"),
        ("rndis_host",),
        "rndis_host",
        ("modules.alias:rndis_host", "usb-class:e0/01/03"),
        True,
        ("enx02005e005311",),
    ),
    Forwarding(4, True, ("enp0s31f6",)),
    Translation(
        "ip",
        "nat",
        "POSTROUTING",
        TranslationKind.MASQUERADE,
        "!docker0",
        (parse_prefix("172.17.0.0/16"),),
        "docker",
        "nftables",
    ),
    SharingService("dnsmasq", "dhcp-server", ("virbr0",), (parse_address("192.168.122.1"),), "libvirt"),
    Antivirus(
        "qaxsafe",
        AntivirusState.RUNNING,
        "8.0.5-5340",
        None,
        AT_US - 86_400_000_000,
        ("package:qaxsafe", "process:qaxsafed"),
        "1",
    ),
    HostFirewall("nftables", True, "drop", 12, "firewalld"),
    ListeningSocket("tcp", 22, 4, True, "sshd"),
    PasswordRules(8, 3, 90, 5, 5, 900, ("/etc/security/pwquality.conf",)),
    LocalAccount("czj01", 1000, False, False, False, AT_US - 3_600_000_000),
    TimeSynchronisation("chrony", True, AT_US),
    DhcpClientHeard(
        ADAPTER, _PRINTER_MAC, DhcpVersion.DHCP4, "0100005e005304", "Pantum", (1, 3, 6, 15, 12), False, AT_US
    ),
    SwitchPort(
        ADAPTER,
        DiscoveryProtocol.LLDP,
        GATEWAY_MAC,
        "00-00-5E-00-53-FE",
        "GigabitEthernet0/0/12",
        "三楼 305",
        "示例接入交换机",
        112,
        AT_US,
    ),
    SightingsFolded(ADAPTER, 300_000, 298_112, AT_US, AT_US + 9_000_000),
    OrderCarriedOut(
        "0ddeca5e000000000000000000000001", ADAPTER, OrderOutcome.DONE, None, 33, 4, 62, AT_US, AT_US + 6_200_000
    ),
)
"""In a report of its own at the end: docs/protocol.md works out the digests of what comes before."""
_EVENTS: tuple[Observation, ...] = (
    AgentEvent(AgentEventKind.SUSPENDED, "boot clock ran 3600 s ahead of the monotonic one", AT_US),
    Elsewhere(ADAPTER, "private", AT_US - 7_200_000_000, AT_US - 3_600_000_000),
    OwnMacHeard(ADAPTER, MAC, parse_address("10.37.12.77"), HeardHow.ARP_REPLY, AT_US),
    OutsideReached(ADAPTER, (), ("198.51.100.7:443", "203.0.113.9:443"), AT_US),
)
_SIGHTINGS: tuple[Observation, ...] = (
    Sighting(
        ADAPTER, _PRINTER_MAC, parse_address("10.37.12.240"), HeardHow.ARP_REQUEST, None, AT_US, AT_US + 9_000_000, 4
    ),
    Sighting(ADAPTER, GATEWAY_MAC, parse_address("fe80::1"), HeardHow.ROUTER_ADVERTISEMENT, 112, AT_US, AT_US, 1),
    # Nobody may put such an address on a link, so somebody will.
    Sighting(ADAPTER, MAC, parse_address("::ffff:192.0.2.1"), HeardHow.ND_SOLICITATION, None, AT_US, AT_US, 1),
    NameHeard(ADAPTER, _PRINTER_MAC, "NPI5304", "Pantum", HeardHow.DHCP4, AT_US),
    ServerHeard(ADAPTER, ServerKind.DHCP4, GATEWAY_MAC, parse_address("10.37.12.254"), AT_US),
    ServerHeard(ADAPTER, ServerKind.DHCP6, GATEWAY_MAC, parse_address("fe80::1"), AT_US, "0003000100005e0053fe"),
)


def _content(sequence: int, previous: Digest, kind: ReportKind, observations: tuple[Observation, ...]) -> bytes:
    return encode_report(Report(Envelope(0, AGENT, KEY, BOOT, sequence, previous, TAKEN, kind), observations))


def chain() -> dict[str, bytes]:
    """The exact contents by file name, in chain order; reports 2 and 3 were dropped, a gap record stands for them."""
    inventory = _content(1, genesis_digest(AGENT), ReportKind.INVENTORY, _INVENTORY)
    last_dropped = digest_of(b"report 3, dropped")
    lost = Gap(2, 3, last_dropped, (KindCount("sightings", 2),), "byte-cap")
    gap = _content(3, digest_of(inventory), ReportKind.GAP, (lost,))
    events = _content(4, last_dropped, ReportKind.EVENT, _EVENTS)
    sightings = _content(5, digest_of(events), ReportKind.SIGHTINGS, _SIGHTINGS)
    later = _content(6, digest_of(sightings), ReportKind.INVENTORY, _LATER)
    return {"inventory": inventory, "gap": gap, "event": events, "sightings": sightings, "later-inventory": later}
