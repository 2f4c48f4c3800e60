"""Isolated ports hide a stranger from every PC: the switch's table tells, an alert says so, a trace names the port."""

from pathlib import Path

import pytest

from tests.support.deployment import SEGMENT, UNIT, deployment, wait_for

pytestmark = [pytest.mark.root, pytest.mark.slow]

RULE = "-" * 79
TABLES = f"""<CZJ-SW-3F>display mac-address
{RULE}
MAC Address    VLAN/VSI                          Learned-From        Type
{RULE}
0000-5e00-5301 12/-                              GE0/0/1             dynamic
0000-5e00-5366 12/-                              GE0/0/7             dynamic
0000-5e00-53fe 12/-                              GE0/0/24            dynamic
  ---- More ----\x1b[42D                                          \x1b[42D{RULE}
Total items displayed = 3
<CZJ-SW-3F>display dhcp snooping user-bind all
DHCP Dynamic Bind-table:
Flags:O - outer vlan ,I - inner vlan ,P - Vlan-mapping
IP Address       MAC Address     VSI/VLAN(O/I/P) Interface      Lease
--------------------------------------------------------------------------------
10.37.12.77      0000-5e00-5366  12  /--  /--    GE0/0/7        2026.11.30-14:05
--------------------------------------------------------------------------------
Print count:           1          Total count:           1
"""


def test_an_imported_table_raises_the_stranger_and_a_trace_shows_its_port(tmp_path: Path) -> None:
    file = tmp_path / "czj-sw-3f.txt"
    file.write_text(TABLES, encoding="gb18030")
    bring = ("segment", "import-tables", SEGMENT, str(file), "--from", "CZJ-SW-3F", "--taken-at", "now")
    with deployment(tmp_path) as site:
        site.pc("pc-1", "00:00:5e:00:53:01", "10.37.12.21")
        site.settle()
        dry = site.json(*bring, "--dry-run")
        assert (dry["import_id"], site.alerts("unregistered-terminal")) == (None, [])
        told = site.json(*bring, "--reason", "隔离端口")
        (alert,) = wait_for(lambda: site.alerts("unregistered-terminal"), "the alert")
        shown = site.do("trace", "10.37.12.77")
        known = site.json("trace", "00-00-5E-00-53-01")
        explained = site.do("alerts", "show", alert["id"])
        verified = site.collector.run("verify", home="wang-audit")

    assert (told["macs"], told["located"], told["unregistered"]) == (3, 3, 2)
    evidence = alert["evidence"]
    assert (alert["certainty"], evidence["mac"], evidence["unit"]) == ("confirmed", "00-00-5E-00-53-66", UNIT)
    assert evidence["witnesses"] == ["import:CZJ-SW-3F"]
    assert evidence["switch_ports"][0]["port"] == "GE0/0/7"
    assert "CZJ-SW-3F GE0/0/7 VLAN 12" in shown
    assert "GE0/0/7" in explained
    assert {port["port"] for item in known["candidates"] for port in item["ports"]} == {"GE0/0/1"}
    assert verified.code == 0, verified.out
