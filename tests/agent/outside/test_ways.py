from dataclasses import replace
from ipaddress import ip_network

from agent.outside.ceilings import MOST_WAYS
from agent.outside.ways import ways_out
from protocol.identity import AdapterId
from protocol.observations import Adapter, AdapterKind, Route
from tests.support.observed import ADAPTER, adapter, default_route, holds

CABLE = adapter()


def numbered(number: int, kind: AdapterKind = AdapterKind.WIRED) -> Adapter:
    return replace(CABLE, id=AdapterId(f"{number:032x}"), name=f"x{number}", kind=kind)


def on_link(number: int) -> Route:
    return Route(AdapterId(f"{number:032x}"), ip_network("0.0.0.0/0"), None, None, 0, 254)


def test_an_adapter_with_a_default_route_is_a_way() -> None:
    assert ways_out((CABLE, holds("59.207.0.23"), default_route("59.207.0.254"))) == (CABLE,)
    assert ways_out((numbered(7, AdapterKind.WWAN), on_link(7))) == (numbered(7, AdapterKind.WWAN),)


def test_without_a_default_route_nothing_is_asked_to_send() -> None:
    table = Route(ADAPTER, ip_network("10.0.0.0/8"), None, None, 0, 100)

    assert ways_out((CABLE, holds("59.207.0.23"), table)) == ()


def test_what_is_down_or_leads_nowhere_is_no_way() -> None:
    route = default_route("59.207.0.254")
    for other in (
        replace(CABLE, is_up=False),
        replace(CABLE, carrier=False),
        replace(CABLE, kind=AdapterKind.TUNNEL),
    ):
        assert ways_out((other, route)) == ()


def test_a_bridge_over_a_cable_is_a_way() -> None:
    bridge = replace(numbered(1, AdapterKind.VIRTUAL), lower=(CABLE.name,))

    assert ways_out((CABLE, bridge, on_link(1))) == (bridge,)


def test_never_more_than_a_few() -> None:
    many = [item for number in range(20) for item in (numbered(number), on_link(number))]

    assert len(ways_out(many)) == MOST_WAYS
