from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.probes.addressing import AddressingProbe, parse_resolvers
from agent.probes.probe import Seen
from protocol.observations import InterfaceAddress, Resolver, Route
from tests.support.captured_host import CapturedTables, captured_host, host_of


def look(tables: dict[str, object], folder: Path) -> Seen:
    looking = AddressingProbe().look(host_of(folder, CapturedTables(tables)))
    assert isinstance(looking, Seen)
    return looking


def test_captured_station_has_its_lease_its_route_and_the_gateway_mac(tmp_path: Path) -> None:
    looking = AddressingProbe().look(captured_host("wifi-station", tmp_path))
    assert isinstance(looking, Seen)
    routes = [item for item in looking.observations if isinstance(item, Route)]

    assert [(str(item.destination), str(item.gateway), str(item.gateway_mac)) for item in routes] == [
        ("0.0.0.0/0", "192.168.77.1", "02-00-00-00-01-00")
    ]
    assert any(
        isinstance(item, InterfaceAddress) and str(item.address) == "192.168.77.18" for item in looking.observations
    )
    assert any(isinstance(item, Resolver) for item in looking.observations)


def test_default_route_of_another_table_is_said_and_plain_main_routes_are_not(tmp_path: Path) -> None:
    rows = [
        {"destination": "0.0.0.0/0", "gateway": "10.9.0.1", "out_index": 2, "metric": 0, "table": 200},
        {"destination": "10.37.12.0/24", "gateway": None, "out_index": 2, "metric": 0, "table": 254},
        {"destination": "10.37.13.0/24", "gateway": None, "out_index": 2, "metric": 0, "table": 200},
        {"destination": "10.37.12.21/32", "gateway": None, "out_index": 2, "metric": 0, "table": 255, "type": 2},
        {"destination": "0.0.0.0/0", "gateway": None, "out_index": None, "metric": 0, "table": 254, "type": 7},
    ]
    said = look({"links": [{"index": 2, "name": "eth0"}], "routes": rows}, tmp_path).observations

    assert [(str(item.destination), item.table) for item in said if isinstance(item, Route)] == [
        ("0.0.0.0/0", 200),
        ("10.37.13.0/24", 200),
    ]


def test_default_routes_in_disguise_are_said(tmp_path: Path) -> None:
    """Halves of everything, as VPN clients set them, and a default route in the table that is asked first."""
    rows = [
        {"destination": "0.0.0.0/1", "gateway": "10.8.0.1", "out_index": 2, "metric": 0, "table": 254},
        {"destination": "2000::/3", "gateway": "fe80::1", "out_index": 2, "metric": 0, "table": 254},
        {"destination": "0.0.0.0/0", "gateway": "192.168.43.1", "out_index": 2, "metric": 0, "table": 255},
        {"destination": "ff00::/8", "gateway": None, "out_index": 2, "metric": 0, "table": 255},
        {"destination": "10.0.0.0/8", "gateway": "10.37.12.1", "out_index": 2, "metric": 0, "table": 254},
    ]
    said = look({"links": [{"index": 2, "name": "eth0"}], "routes": rows}, tmp_path).observations

    assert [(str(item.destination), item.table) for item in said if isinstance(item, Route)] == [
        ("0.0.0.0/1", 254),
        ("2000::/3", 254),
        ("0.0.0.0/0", 255),
    ]


def test_what_one_interface_has_in_plenty_pushes_out_nothing_of_another(tmp_path: Path) -> None:
    links = [{"index": index, "name": f"t{index}", "kind": "tun"} for index in range(2, 302)]
    junk = [
        {
            "destination": f"10.{index >> 8}.{index & 255}.0/24",
            "gateway": None,
            "out_index": 2,
            "metric": 0,
            "table": 99,
        }
        for index in range(600)
    ]
    default = {"destination": "0.0.0.0/0", "gateway": "192.168.43.1", "out_index": 301, "metric": 0, "table": 254}
    addresses = [
        {"index": 2, "address": f"10.200.{index >> 8}.{index & 255}", "prefix_length": 32, "scope": 0, "flags": 0}
        for index in range(300)
    ]
    held = {"index": 301, "address": "192.168.43.7", "prefix_length": 24, "scope": 0, "flags": 0}
    local = [
        {"index": index, "address": f"fe80::{index:x}", "prefix_length": 64, "scope": 253, "flags": 0}
        for index in range(2, 302)
    ]
    tables: dict[str, object] = {"links": links, "routes": [*junk, default], "addresses": [*local, *addresses, held]}
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/resolv.conf").write_text("nameserver 114.114.114.114\n")
    first = look(tables, tmp_path).observations[:40]

    assert any(isinstance(item, Route) and str(item.gateway) == "192.168.43.1" for item in first)
    assert any(isinstance(item, InterfaceAddress) and str(item.address) == "192.168.43.7" for item in first)
    assert isinstance(first[0], Resolver)


def test_neighbours_that_cannot_be_asked_cost_only_the_gateway_mac(tmp_path: Path) -> None:
    looking = look({"links": [{"index": 2, "name": "eth0"}], "neighbours": None}, tmp_path)

    assert looking.partly == "neighbours: this captured machine does not say"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nameserver 10.1.1.1\nnameserver fe80::1%eth0\n", ["10.1.1.1", "fe80::1"]),
        ("# nameserver 10.1.1.1\noptions edns0\nnameserver\t10.2.2.2 # ours\n", ["10.2.2.2"]),
        ("nameserver 10.1.1.1\nnameserver 10.1.1.1\nnameserver nonsense\nnameserver", ["10.1.1.1"]),
    ],
)
def test_resolv_conf(text: str, expected: list[str]) -> None:
    assert [str(one.address) for one in parse_resolvers(text, "resolv.conf")] == expected


@given(st.text())
def test_no_resolv_conf_makes_it_fail(text: str) -> None:
    assert len(parse_resolvers(text + "\nnameserver " + text, "resolv.conf")) <= 16
