"""Networks in collector.toml: read strictly, every mistake named."""

import re
from ipaddress import ip_address, ip_network
from typing import Any

import pytest

from collector.declared_networks import MOST_ZONES, read_outside_probe, read_zones
from collector.errors import ConfigurationError
from collector.presence.zones import SHIPPED
from protocol.policy import OutsideProbe
from protocol.zones import Zone, ZonePrefix

TWO = ["192.0.2.1:443", "[2001:db8::1]:443"]


def test_zones_are_read_and_extend_the_table() -> None:
    rows = read_zones(
        [
            {"prefix": "2001:db8:64::/48", "zone": "extranet", "name": "市政务外网 IPv6"},
            {"prefix": "203.0.113.0/24", "zone": "private"},
        ],
        "zones",
    )

    assert rows[0] == ZonePrefix(ip_network("2001:db8:64::/48"), Zone.EXTRANET, "市政务外网 IPv6")
    assert SHIPPED.extended(rows).zone_of(ip_address("203.0.113.9")) is Zone.PRIVATE


@pytest.mark.parametrize(
    ("value", "named"),
    [
        ("10.0.0.0/8", "zones: is not a list"),
        (["10.0.0.0/8"], "zones: is not a list"),
        ([{"prefix": "10.0.0.1/8", "zone": "private"}], "zones[0].prefix"),
        ([{"prefix": "10.0.0.0", "zone": "private"}], "zones[0].prefix"),
        ([{"zone": "private"}], "zones[0].prefix"),
        ([{"prefix": 10, "zone": "private"}], "zones[0].prefix"),
        ([{"prefix": "10.0.0.0/8"}], "zones[0].zone"),
        ([{"prefix": "10.0.0.0/8", "zone": "intranet"}], "zones[0].zone"),
        ([{"prefix": "10.0.0.0/8", "zone": "declared"}], "zones[0].zone"),
        ([{"prefix": "10.0.0.0/8", "zone": "loopback"}], "zones[0].zone"),
        ([{"prefix": "10.0.0.0/8", "zone": "private", "name": "x" * 65}], "zones[0].name"),
        ([{"prefix": "10.0.0.0/8", "zone": "private", "name": "a\x1b[31m"}], "zones[0].name"),
        ([{"prefix": "10.0.0.0/8", "zone": "private", "colour": "red"}], "zones[0]: colour"),
        ([{"prefix": "10.0.0.0/8", "zone": "private"}, {"prefix": "10.0.0.0/8", "zone": "public"}], "zones[1]"),
        ([{"prefix": f"10.{n // 256}.{n % 256}.0/24", "zone": "private"} for n in range(MOST_ZONES + 1)], "more than"),
    ],
)
def test_mistake_in_a_zone_is_named(value: Any, named: str) -> None:
    with pytest.raises(ConfigurationError, match=re.escape(named)):
        read_zones(value, "zones")


def test_outside_probe_has_patient_defaults() -> None:
    assert read_outside_probe({"targets": TWO}, "outside_probe") == OutsideProbe(tuple(TWO), 1_800_000, 60_000)


def test_outside_probe_as_written() -> None:
    said = {"targets": TWO, "interval_ms": 600_000, "jitter_ms": 0}

    assert read_outside_probe(said, "outside_probe") == OutsideProbe(tuple(TWO), 600_000, 0)


@pytest.mark.parametrize(
    ("value", "named"),
    [
        (True, "outside_probe: is not a table"),
        ({}, "outside_probe.targets"),
        ({"targets": "192.0.2.1:443"}, "outside_probe.targets"),
        ({"targets": []}, "0 targets"),
        ({"targets": TWO[:1]}, "1 targets"),
        ({"targets": [TWO[0], TWO[0]]}, "1 targets"),
        ({"targets": [f"192.0.2.{n}:443" for n in range(1, 6)]}, "5 targets"),
        ({"targets": [*TWO, "www.example.org:443"]}, "www.example.org"),
        ({"targets": [*TWO, "127.0.0.1:443"]}, "127.0.0.1"),
        ({"targets": [*TWO, 443]}, "outside_probe.targets"),
        ({"targets": TWO, "interval_ms": 599_999}, "outside_probe.interval_ms"),
        ({"targets": TWO, "interval_ms": "often"}, "outside_probe.interval_ms"),
        ({"targets": TWO, "interval_ms": True}, "outside_probe.interval_ms"),
        ({"targets": TWO, "jitter_ms": -1}, "outside_probe.jitter_ms"),
        ({"targets": TWO, "enabled": True}, "outside_probe: enabled"),
    ],
)
def test_mistake_in_the_probe_is_named(value: Any, named: str) -> None:
    with pytest.raises(ConfigurationError, match=re.escape(named)):
        read_outside_probe(value, "outside_probe")
