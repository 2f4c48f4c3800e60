"""A PC as its agent describes it: one wired adapter, one radio."""

from ipaddress import ip_address, ip_network

from protocol.identity import AdapterId, adapter_id
from protocol.mac import MacAddress
from protocol.observations import Adapter, AdapterKind, InterfaceAddress, Route, WirelessDevice


def adapter(name: str, kind: AdapterKind) -> Adapter:
    return Adapter(
        id=adapter_id("pci", name, "", ""),
        name=name,
        index=2,
        kind=kind,
        link_kind=None,
        bus="pci",
        bus_path=name,
        vendor_id=None,
        product_id=None,
        product=None,
        serial=None,
        driver="e1000e",
        mac=MacAddress.parse("00-00-5E-00-53-01"),
        permanent_mac=None,
        mac_origin="permanent",
        is_up=True,
        carrier=True,
        master=None,
        lower=(),
        other_names=(),
    )


WIRED = adapter("eth0", AdapterKind.WIRED)
WIFI = adapter("wlan0", AdapterKind.WIFI)
WIFI_DEVICE = WirelessDevice(
    device="phy0",
    name="wlan0",
    adapter=WIFI.id,
    sources=("nl80211", "devtype"),
    denied_by=(),
    bus="pci",
    vendor_id="8086",
    product_id="0001",
    driver="iwlwifi",
    soft_blocked=False,
    hard_blocked=False,
    mode="station",
    is_up=True,
    ssid=None,
    bssid=None,
    frequency_mhz=None,
    clients=None,
)


def default_route(out: AdapterId, gateway: str = "10.37.12.1", mac: str | None = None) -> Route:
    via = ip_address(gateway)
    destination = ip_network("0.0.0.0/0" if via.version == 4 else "::/0")
    return Route(out, destination, via, MacAddress.parse(mac) if mac else None, 100, 254)


def held(out: AdapterId, address: str) -> InterfaceAddress:
    return InterfaceAddress(out, "any", ip_address(address), 24, "global", True, False)
