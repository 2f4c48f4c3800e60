"""Huawei VRP (S and CloudEngine series): display mac-address, display arp, display dhcp snooping user-bind all.

Command references of the S5700 (V200R001 to V200R021) and CloudEngine series (V200R005, V300R022).
"""

import re

from collector.imports.switch_tables.dialect import IP, MAC, PORT, VLAN, Dialect, Layout, heading, line
from collector.imports.switch_tables.row import Learnt
from collector.presence.binding import SwitchTable

_MAC_KINDS = {
    "dynamic": Learnt.DYNAMIC,
    "static": Learnt.STATIC,
    "blackhole": Learnt.STATIC,
    "sec-config": Learnt.STATIC,
    "security": Learnt.KEPT,
    "sticky": Learnt.KEPT,
    "authen": Learnt.KEPT,
    "snooping": Learnt.KEPT,
}
_ARP_KINDS = {"d": Learnt.DYNAMIC, "df": Learnt.DYNAMIC, "s": Learnt.STATIC, "sf": Learnt.STATIC, "i": Learnt.SELF}
_TAGS = r"(?P<vlan>[0-9]{1,5})\s*/\s*[-0-9]+(?:\s*/\s*[-0-9]+)?"
_ARP_KIND = r"(?P<kind>[A-Z]{1,2})(?:\s?-{1,2}[0-9/]*)?"
_LEASE = r"(?:[0-9]{4}[./-][0-9]{2}[./-][0-9]{2}[- ][0-9:]+|-+|unlimited)"

DIALECT = Dialect(
    id="huawei-vrp",
    title="Huawei VRP",
    layouts=(
        Layout(
            SwitchTable.MAC,
            re.compile(r"\s*MAC Address\s+VLAN/VSI(?:/BD)?\S*\s+Learned-From\s+Type", re.IGNORECASE),
            line(MAC, VLAN + r"(?:/[-\w]*)*", PORT, r"(?P<kind>[a-z][\w-]*)(?:\s+(?:[0-9]+|-))?"),
            _MAC_KINDS,
        ),
        Layout(
            SwitchTable.MAC,
            heading("MAC Address", "VLAN/", "PEVLAN", "CEVLAN", "Port", "Type"),
            line(MAC, VLAN + r"\S*", r"\S+", r"\S+", PORT, r"(?P<kind>[a-z][\w-]*)(?:\s+\S+)?"),
            _MAC_KINDS,
        ),
        Layout(
            SwitchTable.ARP,
            heading("IP ADDRESS", "MAC ADDRESS", "EXPIRE(M)", "TYPE"),
            line(IP, MAC, r"(?:[0-9]+\s+)?" + _ARP_KIND + r"(?:\s+" + PORT + r")?(?:\s+\S+)?"),
            _ARP_KINDS,
            goes_on=re.compile(r"\s*(?P<vlan>[0-9]{1,5})/(?:[0-9]+|-)(?:\s+\S+)?\s*"),
        ),
        Layout(
            SwitchTable.ARP,
            heading("IP ADDRESS", "MAC ADDRESS", "EXP(M)", "TYPE/VLAN"),
            line(IP, MAC, r"(?:[0-9]+\s+)?" + _ARP_KIND + r"(?:/" + VLAN + r")?", PORT + r"(?:\s+\S+)?"),
            _ARP_KINDS,
        ),
        Layout(
            SwitchTable.DHCP,
            re.compile(r"\s*IP Address\s+MAC Address\s+(?:VSI/)?VLAN\S*\s+Interface\s+Lease", re.IGNORECASE),
            line(IP, MAC, _TAGS, PORT, _LEASE),
            learnt=Learnt.KEPT,
        ),
        Layout(
            SwitchTable.DHCP,
            re.compile(r"\s*IP Address\s+MAC Address\s+(?:VSI/)?VLAN\S*\s+Interface\s*$", re.IGNORECASE),
            line(IP, MAC, _TAGS, PORT),
            learnt=Learnt.STATIC,
        ),
    ),
    ports={"gigabitethernet": "GE", "xgigabitethernet": "XGE", "ethernet": "Eth", "multige": "MultiGE"},
    passed_over=re.compile(
        r"\s*(?:total\b|print count|flags ?:|dhcp (?:dynamic|static) bind-table|mac address table of slot|vsi/si\b"
        r"|vlan/cevlan|arp entry types|exp ?:|bd\s*:|redirect|info ?:|age ?:|[*#] - |on the interface\.)"
        r"|.*\bincomplete\b",
        re.IGNORECASE,
    ),
)
