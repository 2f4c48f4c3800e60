"""What a real kernel answered (tests/fixtures/nl80211), read by the agent's parsers."""

from collections.abc import Iterator
from pathlib import Path

from agent.host.netlink import nl80211_messages
from agent.host.netlink.message import messages
from protocol.mac import MacAddress

CAPTURED = Path(__file__).parents[3] / "fixtures/nl80211"


def bodies(name: str) -> Iterator[bytes]:
    for message in messages((CAPTURED / f"{name}.bin").read_bytes()):
        yield message.body


def test_every_radio_is_named_once_among_its_many_parts() -> None:
    parts = [nl80211_messages.parse_wiphy(body) for body in bodies("get-wiphy")]

    assert len(parts) > 30
    assert {wiphy.name for wiphy in parts if wiphy is not None} == {"card0", "card1", "card2"}


def test_modes_of_the_interfaces() -> None:
    found = {item.name or "none": item for item in map(nl80211_messages.parse_interface, bodies("get-interface"))}

    assert {name: item.iftype for name, item in found.items()} == {
        "wlan0": "station",
        "wlan1": "ap",
        "wlan2": "monitor",
        "none": "p2p-device",
    }
    assert found["none"].ifindex is None
    assert found["wlan1"].ssid == "my-hotspot"
    assert found["wlan0"].frequency_mhz == 2437


def test_network_that_the_station_has_joined() -> None:
    joined = [network for body in bodies("get-scan-wlan0") if (network := nl80211_messages.parse_joined(body))]

    assert [(network.ssid, network.frequency_mhz) for network in joined] == [("office-guest", 2437)]
    assert joined[0].bssid == MacAddress(bytes.fromhex("020000000000"))


def test_clients_of_the_hotspot() -> None:
    clients = [nl80211_messages.parse_station(body) for body in bodies("get-station-wlan1")]

    assert len(clients) == 1
    assert clients[0] != MacAddress(bytes.fromhex("020000000000"))
