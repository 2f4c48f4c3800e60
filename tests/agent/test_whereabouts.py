from dataclasses import replace

import pytest

from agent.attachment import Attached, attachments
from agent.whereabouts import Whereabouts
from protocol.identity import AdapterId
from protocol.observations import AdapterKind, Elsewhere
from tests.support.observed import ADAPTER, GATEWAY_MAC, OWN_MAC, adapter, default_route, holds, office, segment

AT_HOME = attachments((adapter(), holds("192.168.31.77")), (), {})
MINUTE = 60_000_000


def test_stretch_is_said_when_it_ends() -> None:
    whereabouts = Whereabouts()
    assert whereabouts.turn(AT_HOME, False, 10) == ()
    assert whereabouts.turn(AT_HOME, False, 20) == ()

    assert whereabouts.turn((), False, 30) == (Elsewhere(ADAPTER, "consumer", 10, 30),)
    assert whereabouts.turn((), False, 40) == ()


def test_return_to_a_declared_segment_ends_it() -> None:
    whereabouts = Whereabouts()
    whereabouts.turn(AT_HOME, False, 10)

    assert whereabouts.turn(attachments(office(), (), {}), True, 99) == (Elsewhere(ADAPTER, "consumer", 10, 99),)


def test_long_stretch_is_said_so_far_every_hour() -> None:
    whereabouts = Whereabouts()
    said = [item for minute in range(0, 181, 10) for item in whereabouts.turn(AT_HOME, False, minute * MINUTE)]

    assert [(item.from_us // MINUTE, item.to_us // MINUTE) for item in said] == [(0, 60), (0, 120), (0, 180)]


def test_link_local_address_alone_is_nowhere() -> None:
    whereabouts = Whereabouts()
    whereabouts.turn(attachments((adapter(), holds("fe80::3", 64, "link")), (), {}), False, 10)

    assert whereabouts.turn((), False, 20) == ()


def test_clock_set_back_gives_no_negative_stretch() -> None:
    whereabouts = Whereabouts()
    whereabouts.turn(AT_HOME, False, 100)

    assert whereabouts.turn((), False, 50) == (Elsewhere(ADAPTER, "consumer", 100, 100),)


def places(*told: object, mac_wanted: bool = True) -> tuple[Attached, ...]:
    macs = (GATEWAY_MAC,) if mac_wanted else ()
    return attachments(told, (segment("59.207.0.0/24", gateway_macs=macs),), {})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("known", "is_told"),
    [(None, False), (OWN_MAC, True)],
    ids=["gateway not heard yet: at boot, or while it is down", "another gateway in the same prefix"],
)
def test_the_segment_s_prefix_is_elsewhere_once_another_gateway_was_heard(known: object, is_told: bool) -> None:
    there = places(adapter(), holds("59.207.0.23"), default_route("59.207.0.254", known))  # type: ignore[arg-type]
    whereabouts = Whereabouts()
    whereabouts.turn(there, False, 10)

    assert bool(whereabouts.turn((), False, 99)) is is_told


@pytest.mark.parametrize(
    ("kind", "lower", "carrier", "is_told"),
    [
        (AdapterKind.WIRED, (), True, True),
        (AdapterKind.WIRED, (), None, True),
        (AdapterKind.WIRED, (), False, False),
        (AdapterKind.VIRTUAL, (), True, False),
        (AdapterKind.VIRTUAL, ("veth1",), True, False),
        (AdapterKind.VIRTUAL, ("eth9",), True, True),
        (AdapterKind.TUNNEL, (), True, False),
    ],
    ids=["cable", "cable, link unknown", "no link", "docker0", "docker0 with a guest", "br0 over a cable", "VPN"],
)
def test_what_is_a_place(kind: AdapterKind, lower: tuple[str, ...], carrier: bool | None, is_told: bool) -> None:
    own = replace(adapter(kind), lower=lower, carrier=carrier)
    port = replace(adapter(), id=AdapterId("b" * 32), name="eth9")
    guest = replace(adapter(AdapterKind.VIRTUAL), id=AdapterId("c" * 32), name="veth1", lower=("veth0",))
    whereabouts = Whereabouts()
    whereabouts.turn(places(own, port, guest, holds("192.168.31.77")), False, 10)

    assert bool(whereabouts.turn((), False, 99)) is is_told


def test_a_guest_s_veth_with_a_default_route_is_its_wire() -> None:
    veth = replace(adapter(AdapterKind.VIRTUAL), link_kind="veth")
    (item,) = places(veth, holds("192.168.31.77"), default_route("192.168.31.1"))
    (without,) = places(veth, holds("192.168.31.77"))

    assert item.leads_out
    assert not without.leads_out


def test_links_that_sit_on_each_other_end() -> None:
    one = replace(adapter(AdapterKind.VIRTUAL), name="a0", lower=("b0",))
    other = replace(one, id=AdapterId("b" * 32), name="b0", lower=("a0",))
    (item,) = places(one, other, holds("192.168.31.77"))

    assert not item.leads_out
