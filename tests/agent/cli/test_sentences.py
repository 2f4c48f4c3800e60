from dataclasses import fields, replace
from ipaddress import ip_address, ip_network
from typing import Any

import pytest

from agent.cli.sentences import sentence_of
from protocol.observations import (
    Antivirus,
    AntivirusState,
    AttachedDevice,
    DeviceKind,
    Elsewhere,
    Forwarding,
    HostFirewall,
    ListeningSocket,
    LocalAccount,
    Observation,
    PasswordRules,
    Resolver,
    SharingService,
    TimeSynchronisation,
    Translation,
    TranslationKind,
)
from tests.support.observed import ADAPTER, default_route, holds, neighbour
from tests.support.pc import WIFI_DEVICE, WIRED

DEVICE = AttachedDevice(
    "1-2", "usb", DeviceKind.WIFI, "0bda", "8179", None, None, None, (), (), "r8188eu", ("modules.alias", "class"),
    None, (),
)  # fmt: skip
AV = Antivirus("X", AntivirusState.RUNNING, "1", True, 1_764_590_400_000_000, ("package:x",), "shipped 1")
MINUTE_US = 1_764_590_400_000_000


def english(text: str) -> str:
    return text


@pytest.mark.parametrize(
    ("item", "said"),
    [
        (WIRED, "eth0: wired, at eth0; held by driver e1000e"),
        (DEVICE, "1-2: wifi, told by modules.alias, class; no driver holds it"),
        (WIFI_DEVICE, "phy0: told by nl80211, devtype; works as station"),
        (
            replace(WIFI_DEVICE, denied_by=("netdev",), soft_blocked=True, mode=None),
            "phy0: told by nl80211, devtype; netdev should know it and do not: it may be hidden; switched off",
        ),
        (Forwarding(4, True, ()), "passes on IPv4 packets of others"),
        (Forwarding(4, False, ("wlan0",)), "passes on IPv4 packets of others that come in by wlan0"),
        (Forwarding(6, False, ()), "passes on no IPv6 packets of others"),
        (
            Translation("ip", "t", "c", TranslationKind.SNAT, "wlan0", (ip_network("10.1.0.0/16"),), None, "nftables"),
            "replaces source addresses (snat) in table t, chain c, as nftables says; on the way out by wlan0; "
            "of addresses in 10.1.0.0/16",
        ),
        (
            Translation("ip", "nat", "POSTROUTING", TranslationKind.MASQUERADE, None, (), None, "nftables"),
            "replaces source addresses (masquerade) in table nat, chain POSTROUTING, as nftables says",
        ),
        (
            SharingService("hostapd", "access-point", ("wlan0",), (), None),
            "hostapd runs and acts as access-point; its arguments and settings name wlan0",
        ),
        (
            AV,
            "X: runs; told by package:x; watches files as they are opened; signatures of 2025-12-01; "
            "list of products: shipped 1",
        ),
        (
            replace(AV, state=AntivirusState.UNRECOGNISED, is_real_time=None, signatures_at_us=None),
            "X: is in no list of known products, or only a name speaks for it: it counts for nothing; "
            "told by package:x; age of its signatures cannot be told; list of products: shipped 1",
        ),
        (HostFirewall("none", False, None, 0, None), "no chain of the packet filter sees what comes in"),
        (HostFirewall("nftables", True, "drop", 7, None), "nftables: 7 rules on the way in"),
        (ListeningSocket("tcp", 445, 4, True, "smbd"), "tcp port 445 (IPv4) can be reached; it belongs to smbd"),
        (PasswordRules(None, None, None, None, None, None, ()), "nothing asks for a length of passwords"),
        (PasswordRules(8, 3, 90, 5, 5, 60, ("/etc/a",)), "passwords of at least 8 characters, 3 kinds; said by /etc/a"),
        (
            LocalAccount("li", 1000, True, False, True, MINUTE_US),
            "li: is asked for no password; is logged in by this PC itself; logged in on 2025-12-01",
        ),
        (TimeSynchronisation("chrony", None, 1), "chrony: whether it succeeds cannot be told"),
        (TimeSynchronisation(None, None, 1), "no service keeps the clock"),
        (holds("10.0.0.2"), "enp3s0: 10.0.0.2/24"),
        (default_route("10.0.0.1"), "0.0.0.0/0 is reached by way of 10.0.0.1"),
        (replace(default_route("10.0.0.1"), gateway=None), "0.0.0.0/0 is reached directly"),
        (Resolver(ip_address("10.0.0.1"), "resolv.conf"), "names are asked of 10.0.0.1, as resolv.conf says"),
        (neighbour("10.0.0.9"), "10.0.0.9: 00-00-5E-00-53-FE (reachable)"),
        (Elsewhere(ADAPTER, "private", 1, 2), f"{ADAPTER} · private · 1 · 2"),
    ],
)  # fmt: skip
def test_sentence(item: Observation, said: str) -> None:
    assert sentence_of(item, english).startswith(said)


def test_every_text_goes_through_the_catalogue() -> None:
    def loud(text: str) -> str:
        return f"<{text}>"

    for item in (DEVICE, WIFI_DEVICE, AV, Forwarding(4, False, ()), TimeSynchronisation(None, None, 1)):
        assert "<" in sentence_of(item, loud)


def test_hidden_by_default_is_nothing() -> None:
    shown: dict[str, Any] = {one.name: getattr(DEVICE, one.name) for one in fields(DEVICE)}

    assert shown["device"] in sentence_of(DEVICE, english)
