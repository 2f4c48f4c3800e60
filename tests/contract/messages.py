"""One fictional message of every kind, fixed for good: what protocol 0 looks like on the wire.

The office of docs/protocol.md: PC CZJ-YSK-01 of 示例市财政局, MAC addresses from the documentation range of RFC 7042.
"""

from typing import Any

from protocol.address import parse_address, parse_prefix
from protocol.answer import Answer, Fault, Receipt, Verdict
from protocol.antivirus import AntivirusList, ListedProduct, SignatureDate, SignatureStore
from protocol.beat import Beat
from protocol.enrolment import EnrolmentAnswer, EnrolmentRequest, EnrolmentState, SiteBundle
from protocol.identity import AgentId, BootId, CollectorId, SegmentId, adapter_id, digest_of, key_id
from protocol.mac import MacAddress
from protocol.observations import Attachment, MachineIdentity
from protocol.order import Order, OrderKind
from protocol.policy import DeclaredSegment, Duty, DutyKind, OutsideProbe, Policy
from protocol.report import Taken
from protocol.standby import Called, Standby

# RFC 8032 section 7.1, TEST 1: a published key pair, good for nothing but tests.
SECRET_KEY = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
PUBLIC_KEY = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")

AT_US = 1_772_431_500_000_000
"""2026-03-02 14:05:00 in Beijing."""
AGENT = AgentId("3f1c0a5b7d2e4c6f8a9b0c1d2e3f4a5b")
KEY = key_id(PUBLIC_KEY)
BOOT = BootId("0b5e1f00d15ea5e0c0ffee00facade01")
COLLECTOR = CollectorId("c011ec70c011ec70c011ec70c011ec70")
SEGMENT = SegmentId("5e9e0000000000000000000000000112")
MAC = MacAddress.parse("00-00-5E-00-53-01")
GATEWAY_MAC = MacAddress.parse("00-00-5E-00-53-FE")
ADAPTER = adapter_id("pci", "0000:00:1f.6", "8086:15fb", str(MAC))
TAKEN = Taken(AT_US, 3_605_000_000)

MACHINE = MachineIdentity(
    product_vendor="联想",
    product_name="开天M70f",
    product_serial="PF3FAKE01",
    product_uuid=None,
    board_serial="BDFAKE01",
    disks=(),
    machine_id="e3" * 32,
    permanent_macs=(MAC,),
)
ATTACHMENT = Attachment(
    adapter=ADAPTER,
    mac=MAC,
    prefixes=(parse_prefix("10.37.12.0/24"),),
    addresses=(parse_address("10.37.12.21"), parse_address("fe80::200:5eff:fe00:5301")),
    gateways=(parse_address("10.37.12.254"),),
    gateway_macs=(GATEWAY_MAC,),
    dhcp_server=None,
)
ORDER = Order(
    id="0ddeca5e000000000000000000000001",
    kind=OrderKind.SWEEP,
    segment=SEGMENT,
    adapter=ADAPTER,
    targets=(parse_prefix("10.37.12.64/27"), parse_prefix("10.37.12.99/32"), parse_prefix("2001:db8:37:12::7/128")),
    frames_per_second=10,
    queries_listeners=True,
    canary_mac=None,
    canary_address=None,
    over_the_wire=True,
    lasts_ms=60_000,
)
DUTY = Duty("watch-112-1", DutyKind.WATCH, SEGMENT, ADAPTER, 180_000)
BEAT = Beat(
    protocol=0,
    agent=AGENT,
    key=KEY,
    boot=BOOT,
    counter=61,
    taken=TAKEN,
    claims=(ATTACHMENT,),
    duties=(DUTY.id,),
    capture_drops=0,
    spooled=2,
    last_sequence=41,
    last_digest=digest_of(b"the newest report"),
    policy_version=7,
    throttled=False,
)
ANSWER = Answer(
    protocol=0,
    collector=COLLECTOR,
    agent=AGENT,
    answers=digest_of(b"the body of the delivery"),
    received_at_us=AT_US + 21_000,
    receipts=(
        Receipt(40, digest_of(b"report 40"), Verdict.ACCEPTED, None),
        Receipt(41, digest_of(b"report 41"), Verdict.REFUSED, "unknown-field: observations[0](adapter).colour"),
    ),
    next_sequence=42,
    journal_head=digest_of(b"the newest entry of the journal"),
    policy=None,
    duties=(DUTY,),
    pause_ms=0,
    may_vouch=True,
    orders=(ORDER,),
)
STANDBY = Standby(protocol=0, agent=AGENT, key=KEY, boot=BOOT, taken=TAKEN, wait_ms=50_000)
CALLED = Called(protocol=0, is_called=True)
FAULT = Fault(
    protocol=0,
    error="unexpected-sequence",
    what="report 44",
    why="42 is expected next",
    next_step="send reports from 42 on, or a gap record for those that are lost",
    next_sequence=42,
    pause_ms=1_000,
)
ENROLMENT_REQUEST = EnrolmentRequest(
    protocol=0,
    code="FAKE-CODE-0000-0000-0001",
    agent=AGENT,
    public_key=PUBLIC_KEY.hex(),
    hostname="CZJ-YSK-01",
    machine=MACHINE,
    macs=(MAC,),
    at_us=AT_US,
)
ENROLMENT_ANSWER = EnrolmentAnswer(
    protocol=0,
    collector=COLLECTOR,
    agent=AGENT,
    key=KEY,
    answers=digest_of(b"the enrolment request"),
    state=EnrolmentState.PENDING,
    terminal="3714992026000001",
    unit="示例市财政局",
    differences=("序列号: PF3FAKE01, 台账为 PF3FAKE09",),
    policy=None,
)
POLICY = Policy(
    version=7,
    audience="*",
    issued_at_us=AT_US,
    expires_at_us=AT_US + 30 * 86_400_000_000,
    segments=(
        DeclaredSegment(
            id=SEGMENT,
            prefixes=(parse_prefix("10.37.12.0/24"), parse_prefix("2001:db8:37:12::/64")),
            gateways=(parse_address("10.37.12.254"),),
            gateway_macs=(GATEWAY_MAC,),
            probe_frames_per_second=10,
            allows_second_mac=False,
        ),
    ),
    beat_interval_ms=60_000,
    sightings_interval_ms=10_000,
    sweep_interval_ms=600_000,
    inventory_interval_ms=86_400_000,
    outside_probe=OutsideProbe(("192.0.2.1:443", "[2001:db8::1]:443"), 600_000, 60_000),
)
SITE_BUNDLE = SiteBundle(
    protocol=0,
    collector=COLLECTOR,
    url="https://mingce.example:7443",
    ca_certificates=("MIIBfictional0=",),
    receipt_key=PUBLIC_KEY.hex(),
    policy_key=PUBLIC_KEY.hex(),
)

ANTIVIRUS_LIST = AntivirusList(
    version=1,
    products=(
        ListedProduct(
            product="示例杀毒",
            maker="示例公司",
            packages=("example-av",),
            services=("example-av.service",),
            processes=("example-avd",),
            paths=("/opt/example-av",),
            real_time=("example-watchd",),
            signatures=(SignatureStore("/var/lib/example-av", (".cvd",), SignatureDate.CLAMAV_HEADER),),
            is_verified=True,
        ),
    ),
)

MESSAGES: dict[str, Any] = {
    "antivirus-list": ANTIVIRUS_LIST,
    "beat": BEAT,
    "answer": ANSWER,
    "standby": STANDBY,
    "called": CALLED,
    "fault": FAULT,
    "enrolment": ENROLMENT_REQUEST,
    "enrolment-answer": ENROLMENT_ANSWER,
    "policy": POLICY,
    "site-bundle": SITE_BUNDLE,
}
"""By the name of their file; where a signing domain has that name, the message is signed under it."""
