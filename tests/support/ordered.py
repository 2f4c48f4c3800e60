"""Orders for the small office of tests/support/observed.py."""

from ipaddress import ip_address, ip_network

from protocol.identity import AdapterId, SegmentId
from protocol.mac import MacAddress
from protocol.order import Order, OrderKind
from tests.support.observed import ADAPTER, SEGMENT

CANARY_MAC = MacAddress.parse("02-00-5E-00-53-CA")


def sweep(
    *targets: str,
    order_id: str = "5ee9",
    kind: OrderKind = OrderKind.SWEEP,
    frames_per_second: int = 10,
    queries_listeners: bool = False,
    lasts_ms: int = 60_000,
    adapter: AdapterId = ADAPTER,
    segment: SegmentId = SEGMENT,
) -> Order:
    return Order(
        order_id, kind, segment, adapter, tuple(map(ip_network, targets)), frames_per_second, queries_listeners,
        None, None, True, lasts_ms,
    )  # fmt: skip


def ask(*targets: str, order_id: str = "a5c1", adapter: str = ADAPTER) -> Order:
    return sweep(*targets, order_id=order_id, kind=OrderKind.ASK, adapter=AdapterId(adapter))


def canary(*, order_id: str = "ca4a", address: str = "59.207.0.77", over_the_wire: bool = True) -> Order:
    return Order(
        order_id, OrderKind.CANARY, SEGMENT, ADAPTER, (), 10, False, CANARY_MAC, ip_address(address), over_the_wire,
        60_000,
    )  # fmt: skip
