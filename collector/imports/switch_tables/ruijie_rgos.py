"""Ruijie RGOS: show mac-address-table, show arp, show ip dhcp snooping binding.

Command references of the RG-S2900 and RG-S5700 (RGOS 10.4, 11.4, 12.x): names of ports hold a space.
"""

import re

from collector.imports.switch_tables.dialect import DOTTED_MAC, IP, MAC, PORT, VLAN, Dialect, Layout, heading, line
from collector.imports.switch_tables.row import Learnt
from collector.presence.binding import SwitchTable

DIALECT = Dialect(
    id="ruijie-rgos",
    title="Ruijie RGOS",
    layouts=(
        Layout(
            SwitchTable.MAC,
            heading("Vlan", "MAC Address", "Type", "Interface"),
            line(VLAN, MAC, r"(?P<kind>[a-z0-9][\w.-]*)", PORT + r"(?:\s+(?:[0-9]+d )?[0-9:]+)?"),
            {"dynamic": Learnt.DYNAMIC, "static": Learnt.STATIC, "filter": Learnt.STATIC},
        ),
        Layout(
            SwitchTable.ARP,
            heading("Protocol", "Address", "Age(min)", "Hardware", "Type", "Interface"),
            line("Internet", IP, r"(?P<age>[0-9]+|-+|<-+)", MAC, r"(?P<kind>[a-z]+)", PORT + r"(?:\s+[-0-9]+)*"),
            {"arpa": Learnt.DYNAMIC, "static": Learnt.STATIC},
            age_unit_s=60,
        ),
        Layout(
            SwitchTable.DHCP,
            re.compile(r"\s*(?:NO\.?\s+)?Mac ?Address\s+Ip ?Address\s+Lease ?\(sec\)\s+Type\s+VLAN", re.IGNORECASE),
            line(r"(?:[0-9]+\s+)?" + DOTTED_MAC, IP, r"(?:[0-9]+|infinite|-+)", r"(?P<kind>[a-z][\w-]*)", VLAN, PORT),
            {"static": Learnt.STATIC},
        ),
    ),
    ports={
        "gigabitethernet": "Gi",
        "tengigabitethernet": "Te",
        "twentyfivegigabitethernet": "TF",
        "fastethernet": "Fa",
        "aggregateport": "Ag",
    },
    passed_over=re.compile(r"\s*(?:total num|total mac|dynamic address|static address)", re.IGNORECASE),
)
