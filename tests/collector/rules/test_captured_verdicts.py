"""Every captured machine and all that is found of it, by all rules: what is not in its row must not be found."""

import pytest

from collector.rules import ALL_RULES
from collector.rules.engine import judge
from collector.rules.finding import Finding
from tests.support.captured_host import NAMES
from tests.support.captured_pc import captured_facts
from tests.support.rule_facts import NOW

QUIET = {
    "bluetooth-dongle",
    "bluetooth-pan-down",
    "container-without-modules",
    "docker-host",
    "libvirt-host",
    "phone-tether-iphone",
    "phones-charging",
    "twin-lan-dongles",
}
"""Nothing is found: machines that others raise false alarms for, and an iPhone whose interface nobody switched on."""

VERDICTS: dict[str, set[tuple[str, str, str]]] = {
    "bluetooth-pan-up": {
        ("other-way-out", "bluetooth-pan has-address", "high"),
        ("other-way-out", "bluetooth-pan up", "medium"),
        ("two-zones-at-once", "bluetooth", "high"),
    },
    "bridge-of-wire-and-hotspot": {("wireless-adapter", "access-point", "critical")},
    "desktop-wifi-off": {("wireless-adapter", "driver-bound", "info")},
    "dongle-rtl8187": {("wireless-adapter", "driver-bound", "low")},
    "dongle-shown-as-disk": {("wireless-adapter", "present", "low")},
    "dongle-unauthorised": {("wireless-adapter", "blocked", "info")},
    "dongle-unbound": {("wireless-adapter", "present", "low")},
    "dongle-unknown-to-the-kernel": {("wireless-adapter", "present", "low")},
    "dongle-whose-driver-failed": {("wireless-adapter", "present", "low")},
    "dongle-without-driver": {("wireless-adapter", "present", "low")},
    "hostile-strings": {("wireless-adapter", "no-interface", "medium"), ("wireless-adapter", "present", "low")},
    "hotspot-with-client": {
        ("sharing", "routing", "critical"),
        ("two-zones-at-once", "wifi", "high"),
        ("wireless-adapter", "access-point", "critical"),
    },
    "kylin-v10-with-dongle": {("wireless-adapter", "associated", "high")},
    "laptop-associated": {("two-zones-at-once", "wifi", "critical"), ("wireless-adapter", "carries-route", "critical")},
    "laptop-in-dock": {("wireless-adapter", "driver-bound", "info")},
    "modem-hilink": {("other-way-out", "modem carries-route", "critical"), ("two-zones-at-once", "wwan", "critical")},
    "modem-mbim": {("other-way-out", "modem present", "info")},
    "modem-qmi-and-serial": {("other-way-out", "modem present", "info")},
    "modem-serial-ppp": {("other-way-out", "modem present", "info"), ("other-way-out", "ppp up", "medium")},
    "modem-without-driver": {("other-way-out", "modem present", "info")},
    "pci-wifi-and-modem-without-driver": {
        ("other-way-out", "modem present", "info"),
        ("wireless-adapter", "present", "info"),
    },
    "pci-wifi-without-driver": {("wireless-adapter", "present", "info")},
    "phone-tether-ncm": {("other-way-out", "usb-tether present", "low")},
    "phone-tether-rndis": {
        ("other-way-out", "usb-tether carries-route", "critical"),
        ("two-zones-at-once", "usb-tether", "critical"),
    },
    "phone-without-driver": {("other-way-out", "usb-tether present", "low")},
    "phy-in-other-namespace": {("wireless-adapter", "hidden", "high")},
    "phy-without-interface": {("wireless-adapter", "no-interface", "medium")},
    "uos-20-wifi-off": {("wireless-adapter", "driver-bound", "info")},
    "vpn-client": {
        ("other-way-out", "ppp has-address", "high"),
        ("other-way-out", "tunnel has-address", "medium"),
        ("two-zones-at-once", "ppp", "critical"),
    },
    "wext-only-r8188eu": {("wireless-adapter", "driver-bound", "low")},
    "wifi-access-point": {("wireless-adapter", "access-point", "critical")},
    "wifi-monitor": {("wireless-adapter", "monitor", "critical")},
    "wifi-named-like-the-wire": {("wireless-adapter", "driver-bound", "info")},
    "wifi-rfkill-blocked": {("wireless-adapter", "driver-bound", "info")},
    "wifi-station": {("two-zones-at-once", "wifi", "critical"), ("wireless-adapter", "carries-route", "critical")},
}
"""Machine to (rule, grade or way of it, severity)."""


def found(name: str) -> set[tuple[str, str, str]]:
    findings = [one for one in judge(ALL_RULES, [captured_facts(name)], NOW) if isinstance(one, Finding)]
    return {(one.rule, _what(one), one.severity.word) for one in findings}


def _what(one: Finding) -> str:
    named = (one.evidence.get(name) for name in ("kind", "by", "grade"))
    return " ".join(str(word) for word in named if word)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_found_of_a_captured_machine(name: str) -> None:
    assert found(name) == VERDICTS.get(name, set())
    assert (name in QUIET) is not (name in VERDICTS), "every machine stands in one of the two tables"
