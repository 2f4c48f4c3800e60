"""H3C Comware 5 and 7: display mac-address, display arp, display dhcp snooping binding, display ip source binding.

Command references of the S5130 and S6520 (Comware 7) and of the S5500 (Comware 5: display dhcp-snooping).
"""

import re

from collector.imports.switch_tables.dialect import IP, MAC, PORT, VLAN, Dialect, Layout, heading, line
from collector.imports.switch_tables.row import Learnt
from collector.presence.binding import SwitchTable

_STATE = r"(?P<kind>[a-z][a-z0-9-]*(?: [a-z]+)?)"
_LEASE = r"(?:[0-9]+|N/A|infinite|unlimited)"

DIALECT = Dialect(
    id="h3c-comware",
    title="H3C Comware",
    layouts=(
        Layout(
            SwitchTable.MAC,
            re.compile(r"\s*MAC ADDR(?:ESS)?\s+VLAN ID\s+STATE\s+PORT", re.IGNORECASE),
            line(MAC, VLAN, _STATE, PORT, r"(?:Y|N|AGING|NOAGED|[0-9]+)"),
            {
                "learned": Learnt.DYNAMIC,
                "config static": Learnt.STATIC,
                "config dynamic": Learnt.STATIC,
                "static": Learnt.STATIC,
                "blackhole": Learnt.STATIC,
                "multiport": Learnt.STATIC,
            },
        ),
        Layout(
            SwitchTable.ARP,
            re.compile(r"\s*IP address\s+MAC address\s+VLAN(?:/VSI name)?(?: ID)?\s+Interface", re.IGNORECASE),
            line(IP, MAC, VLAN, PORT, r"(?:[0-9]+|N/A|-+)", r"(?P<kind>[A-Z]{1,3})"),
            {"d": Learnt.DYNAMIC, "s": Learnt.STATIC, "m": Learnt.STATIC, "i": Learnt.STATIC},
        ),
        Layout(
            SwitchTable.DHCP,
            heading("IP address", "MAC address", "Lease", "VLAN"),
            line(IP, MAC, _LEASE, VLAN, r"(?:(?:[0-9]+|N/A|-+)\s+)?" + PORT),
            learnt=Learnt.KEPT,
        ),
        Layout(
            SwitchTable.DHCP,
            heading("Type", "IP address", "MAC address", "Lease", "VLAN"),
            line(r"(?P<kind>[DSR])", IP, MAC, _LEASE, VLAN, r"(?:(?:[0-9]+|N/A|-+)\s+)?" + PORT),
            {"d": Learnt.KEPT, "r": Learnt.KEPT, "s": Learnt.STATIC},
        ),
        Layout(
            SwitchTable.DHCP,
            heading("IP address", "MAC address", "Interface", "VLAN", "Type"),
            line(IP, MAC, PORT, VLAN, r"(?P<kind>[a-z0-9][a-z0-9./-]*(?: [a-z]+)?)"),
            {"static": Learnt.STATIC},
        ),
    ),
    ports={
        "gigabitethernet": "GE",
        "ten-gigabitethernet": "XGE",
        "twenty-fivegige": "WGE",
        "fortygige": "FGE",
        "m-gigabitethernet": "M-GE",
        "bridge-aggregation": "BAGG",
        "ethernet": "Eth",
    },
    passed_over=re.compile(
        r"\s*(?:type ?:|total\b|[0-9]+ dhcp snooping entr|dhcp snooping is\b|the client binding|-{2,}\s+[0-9]+ \S"
        r"|m-multiport|no dhcp|slot [0-9])",
        re.IGNORECASE,
    ),
)
