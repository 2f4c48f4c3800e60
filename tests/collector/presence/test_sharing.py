from collections.abc import Sequence
from dataclasses import dataclass, replace
from ipaddress import ip_address, ip_network

import pytest

from collector.presence.sharing import Evidence, How, Shared, shared
from collector.presence.stacking import stack
from protocol.observations import (
    Adapter,
    AdapterKind,
    Forwarding,
    InterfaceAddress,
    SharingService,
    Translation,
    TranslationKind,
    WirelessDevice,
)
from tests.support.hardware import stacked
from tests.support.pc import WIFI, WIFI_DEVICE, WIRED, adapter, default_route, held

FORWARDS = Forwarding(4, True, ())
OFF = Forwarding(4, False, ())
SECOND = replace(adapter("eth1", AdapterKind.WIRED), bus_path="0000:04:00.0")
TETHER = replace(adapter("usb0", AdapterKind.USB_TETHER), bus="usb", bus_path="1-3:1.0")
PPP = adapter("ppp0", AdapterKind.PPP)
TUN = replace(stacked("tun0", "tun"), kind=AdapterKind.TUNNEL)
DOCKER, VETH = stacked("docker0", "bridge"), stacked("veth1a2b3c4", "veth", master="docker0")
LIBVIRT, TAP = stacked("virbr0", "bridge"), stacked("vnet0", "tun", master="virbr0")
BRIDGE = stacked("br0", "bridge")
AP = replace(WIFI_DEVICE, mode="ap", ssid="示例", clients=2)
AT_OFFICE = held(WIRED.id, "10.37.12.21")
DNSMASQ = SharingService("dnsmasq", "dhcp-server", (), (ip_address("10.42.0.1"),), "NetworkManager")


def nat(out: str | None, *sources: str, made_by: str | None = None, family: str = "ip") -> Translation:
    prefixes = tuple(ip_network(one) for one in sources)
    return Translation(family, "nat", "postrouting", TranslationKind.MASQUERADE, out, prefixes, made_by, "nftables")


DOCKERS = nat("!docker0", "172.17.0.0/16", made_by="docker")
LIBVIRTS = nat(None, "192.168.122.0/24", made_by="libvirt")
DOCKER_HOST = (DOCKER, VETH, LIBVIRT, TAP)
DOCKER_ADDRESSES = (held(DOCKER.id, "172.17.0.1"), held(LIBVIRT.id, "192.168.122.1"))


def on(bridge: Adapter, one: Adapter) -> Adapter:
    return replace(one, master=bridge.name)


def share(
    *adapters: Adapter,
    nats: Sequence[Translation] = (),
    addresses: Sequence[InterfaceAddress] = (),
    forwarding: Sequence[Forwarding] = (FORWARDS,),
    services: Sequence[SharingService] = (),
    wireless: Sequence[WirelessDevice] = (),
    out: Adapter = WIRED,
    is_filter_read: bool = True,
) -> tuple[Shared, ...]:
    adapters = adapters if any(one.name == WIRED.name for one in adapters) else (WIRED, *adapters)
    return shared(
        Evidence(
            stack(adapters),
            {WIRED.id},
            wireless,
            (AT_OFFICE, *addresses),
            (default_route(out.id),),
            forwarding,
            nats,
            services,
            is_filter_read,
        )
    )


@dataclass(frozen=True)
class Case:
    """What the PC says, and (outside, inside, how) of each verdict."""

    found: tuple[Shared, ...]
    verdicts: tuple[tuple[str, str, How], ...] = ()


CASES = {
    "nothing": Case(share()),
    "second wire in use": Case(share(SECOND, addresses=[held(SECOND.id, "10.0.0.1")])),
    "docker host": Case(share(*DOCKER_HOST, nats=[DOCKERS, LIBVIRTS], addresses=DOCKER_ADDRESSES)),
    "docker host with a VPN": Case(
        share(
            *DOCKER_HOST,
            TUN,
            nats=[DOCKERS, LIBVIRTS, nat("eth0")],
            addresses=(*DOCKER_ADDRESSES, held(TUN.id, "10.8.0.2")),
        )
    ),
    "docker host with two wires": Case(
        share(SECOND, *DOCKER_HOST, nats=[DOCKERS], addresses=(*DOCKER_ADDRESSES, held(SECOND.id, "10.0.0.1")))
    ),
    "containers that reach the second wire": Case(
        share(DOCKER, VETH, on(DOCKER, SECOND), nats=[DOCKERS], addresses=DOCKER_ADDRESSES),
        (("eth0", "eth1", How.TRANSLATION),),
    ),
    "containers that reach the air": Case(
        share(DOCKER, VETH, on(DOCKER, WIFI), nats=[DOCKERS], addresses=DOCKER_ADDRESSES, wireless=[AP]),
        (("eth0", "wlan0", How.TRANSLATION),),
    ),
    "virtual machines bridged to the wire": Case(share(on(BRIDGE, WIRED), BRIDGE, on(BRIDGE, TAP))),
    "macvlans on the wire": Case(share(stacked("mv0", "macvlan", "eth0"), stacked("mt0", "macvtap", "eth0"))),
    "bond of two wires": Case(
        share(replace(WIRED, master="bond0"), replace(SECOND, master="bond0"), stacked("bond0", "bond"))
    ),
    "two wires bridged": Case(share(on(BRIDGE, WIRED), on(BRIDGE, SECOND), BRIDGE), (("eth0", "eth1", How.BRIDGE),)),
    "bridge that is down": Case(share(on(BRIDGE, WIRED), on(BRIDGE, SECOND), replace(BRIDGE, is_up=False))),
    "bridge port without a cable": Case(share(on(BRIDGE, WIRED), on(BRIDGE, replace(SECOND, carrier=False)), BRIDGE)),
    "wire and air bridged": Case(
        share(on(BRIDGE, WIRED), on(BRIDGE, replace(WIFI, carrier=False)), BRIDGE, wireless=[AP]),
        (("eth0", "wlan0", How.BRIDGE),),
    ),
    "VLAN of the wire bridged with the air": Case(
        share(replace(stacked("eth0.7", "vlan", "eth0"), master="br0"), on(BRIDGE, WIFI), BRIDGE, wireless=[AP]),
        (("eth0", "wlan0", How.BRIDGE),),
    ),
    "second wire translated": Case(
        share(SECOND, nats=[nat("eth0")], addresses=[held(SECOND.id, "10.9.0.1")]),
        (("eth0", "eth1", How.TRANSLATION),),
    ),
    "second wire translated by its network": Case(
        share(SECOND, nats=[nat(None, "10.9.0.0/24")], addresses=[held(SECOND.id, "10.9.0.1")]),
        (("eth0", "eth1", How.TRANSLATION),),
    ),
    "translated without forwarding": Case(
        share(SECOND, nats=[nat("eth0")], addresses=[held(SECOND.id, "10.9.0.1")], forwarding=[OFF])
    ),
    "translated, forwarding on that interface only": Case(
        share(
            SECOND,
            nats=[nat("eth0")],
            addresses=[held(SECOND.id, "10.9.0.1")],
            forwarding=[Forwarding(4, False, ("eth1",))],
        ),
        (("eth0", "eth1", How.TRANSLATION),),
    ),
    "translated for another family": Case(
        share(SECOND, nats=[nat("eth0", family="ip6")], addresses=[held(SECOND.id, "10.9.0.1")])
    ),
    "office shared to a phone's network": Case(
        share(TETHER, nats=[nat("usb0")], addresses=[held(TETHER.id, "192.168.42.7")], out=TETHER),
        (("usb0", "eth0", How.TRANSLATION),),
    ),
    "VPN server on the PC": Case(
        share(TUN, nats=[nat("eth0", "10.8.0.0/24")], addresses=[held(TUN.id, "10.8.0.1")]),
        (("eth0", "tun0", How.TRANSLATION),),
    ),
    "hotspot with NAT": Case(
        share(WIFI, nats=[nat(None, "10.42.0.0/24")], addresses=[held(WIFI.id, "10.42.0.1")], wireless=[AP]),
        (("eth0", "wlan0", How.TRANSLATION),),
    ),
    "hotspot without visible NAT": Case(
        share(WIFI, services=[DNSMASQ], addresses=[held(WIFI.id, "10.42.0.1")], wireless=[AP], is_filter_read=False),
        (("eth0", "wlan0", How.SERVICE),),
    ),
    "hotspot alone, forwarding on": Case(share(WIFI, wireless=[AP]), (("eth0", "wlan0", How.ROUTING),)),
    "hotspot alone, forwarding off": Case(share(WIFI, wireless=[AP], forwarding=[OFF])),
    "hotspot switched off": Case(share(WIFI, wireless=[replace(AP, is_up=False)])),
    "station on a docker host": Case(
        share(
            WIFI,
            *DOCKER_HOST,
            nats=[DOCKERS],
            addresses=(*DOCKER_ADDRESSES, held(WIFI.id, "10.1.0.9")),
            wireless=[WIFI_DEVICE],
        )
    ),
    "shared to a second wire by NetworkManager": Case(
        share(SECOND, services=[DNSMASQ], addresses=[held(SECOND.id, "10.42.0.1")]),
        (("eth0", "eth1", How.SERVICE),),
    ),
    "NAT unreadable, an address made for sharing": Case(
        share(SECOND, addresses=[held(SECOND.id, "10.42.0.1")], is_filter_read=False),
        (("eth0", "eth1", How.ROUTING),),
    ),
    "NAT unreadable, any other address": Case(
        share(SECOND, addresses=[held(SECOND.id, "10.9.0.1"), held(DOCKER.id, "10.42.0.1")], is_filter_read=False)
    ),
    "wire shared to whatever is dialled": Case(
        share(PPP, SECOND, nats=[nat("ppp+")], addresses=[held(SECOND.id, "10.9.0.1")], out=PPP),
        (("ppp0", "eth0", How.TRANSLATION), ("ppp0", "eth1", How.TRANSLATION)),
    ),
    "dial-in": Case(
        share(PPP, services=[SharingService("pppd", "dial-in", ("ppp0",), (), None)]),
        (("eth0", "ppp0", How.ROUTING),),
    ),
    "dial-in server that names no interface": Case(
        share(PPP, services=[SharingService("xl2tpd", "dial-in", (), (), None)]),
        (("eth0", "ppp0", How.ROUTING),),
    ),
    "dial-up of the PC's own": Case(
        share(PPP, SECOND, services=[SharingService("pppd", "dial-out", ("ppp0",), (), None)], out=PPP)
    ),
    "name service on a second wire of a docker host": Case(
        share(
            SECOND,
            *DOCKER_HOST,
            nats=[DOCKERS],
            services=[SharingService("dnsmasq", "name-service", ("eth1",), (), None)],
            addresses=(*DOCKER_ADDRESSES, held(SECOND.id, "10.9.0.1")),
        )
    ),
    "libvirt's own name service": Case(
        share(
            LIBVIRT,
            TAP,
            services=[SharingService("dnsmasq", "dhcp-server", ("virbr0",), (), "libvirt")],
            addresses=DOCKER_ADDRESSES,
        )
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_shared_to_what(name: str) -> None:
    case = CASES[name]

    assert tuple((one.outside.name, one.inside.name, one.how) for one in case.found) == case.verdicts


def test_only_the_guess_by_addresses_is_uncertain() -> None:
    uncertain = [name for name, case in CASES.items() if not all(one.is_certain for one in case.found)]

    assert uncertain == ["NAT unreadable, an address made for sharing"]


def test_all_that_speaks_for_it_is_kept() -> None:
    (one,) = share(
        WIFI,
        nats=[nat(None, "10.42.0.0/24"), nat("eth0")],
        services=[DNSMASQ],
        addresses=[held(WIFI.id, "10.42.0.1")],
        wireless=[AP],
    )

    assert (one.how, len(one.translations), one.services) == (How.TRANSLATION, 2, (DNSMASQ,))
