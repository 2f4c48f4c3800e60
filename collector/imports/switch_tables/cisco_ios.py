"""Cisco IOS and IOS XE: show mac address-table, show ip arp, show ip dhcp snooping binding.

Command references of the Catalyst 2960, 3750, 4500 and 6500 (IOS 12.2, 15.2) and 9300 (IOS XE 16, 17). What port
security has learnt stands there as STATIC, on its port.
"""

import re

from collector.imports.switch_tables.dialect import COLON_MAC, IP, MAC, PORT, VLAN, Dialect, Layout, heading, line
from collector.imports.switch_tables.row import Learnt
from collector.presence.binding import SwitchTable

_PORTS = PORT + r"(?P<more>(?:,\s?\S+)*)"
_KINDS = {"dynamic": Learnt.DYNAMIC, "static": Learnt.KEPT}

DIALECT = Dialect(
    id="cisco-ios",
    title="Cisco IOS",
    layouts=(
        Layout(
            SwitchTable.MAC,
            heading("Vlan", "Mac Address", "Type", "Ports"),
            line(VLAN, MAC, r"(?P<kind>[a-z]+)", _PORTS),
            _KINDS,
        ),
        Layout(
            SwitchTable.MAC,
            heading("vlan", "mac address", "type", "learn", "age", "ports"),
            line(r"(?:[*a-z]\s+)?" + VLAN, MAC, r"(?P<kind>[a-z]+)", r"(?:Yes|No|-+)", r"(?P<age>[0-9]+|-+)", _PORTS),
            _KINDS,
        ),
        Layout(
            SwitchTable.MAC,
            heading("vlan", "mac address", "type", "protocols", "port"),
            line(VLAN, MAC, r"(?P<kind>[a-z]+)", r"[a-z0-9,]+", _PORTS),
            _KINDS,
        ),
        Layout(
            SwitchTable.ARP,
            heading("Protocol", "Address", "Age (min)", "Hardware Addr", "Type", "Interface"),
            line("Internet", IP, r"(?P<age>[0-9]+|-+)", MAC, r"[a-z]+", PORT),
            age_unit_s=60,
        ),
        Layout(
            SwitchTable.DHCP,
            heading("MacAddress", "IpAddress", "Lease(sec)", "Type", "VLAN", "Interface"),
            line(COLON_MAC, IP, r"(?:[0-9]+|infinite)", r"(?P<kind>[a-z][\w-]*)", VLAN, PORT),
            {"static": Learnt.STATIC},
        ),
    ),
    ports={
        "gigabitethernet": "Gi",
        "tengigabitethernet": "Te",
        "twogigabitethernet": "Tw",
        "twentyfivegige": "Twe",
        "fastethernet": "Fa",
        "port-channel": "Po",
    },
    passed_over=re.compile(
        r"\s*(?:mac address table|total\b|(?:uni|multi)cast entries|legend|age - |n/a\b)|.*\bincomplete\b",
        re.IGNORECASE,
    ),
)
