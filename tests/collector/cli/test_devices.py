"""mingce devices, where no PC said anything yet, and how a device is named."""

from typing import Any

from collector.cli.devices import columns, described
from tests.collector.cli.conftest import UNIT, Site

DEVICE: dict[str, Any] = {
    "kind": "wifi",
    "state": "radio-on",
    "vendor_id": "148f",
    "product_id": "7601",
    "vendor": "Ralink Technology, Corp.",
    "model": "MT7601U Wireless Adapter",
    "manufacturer": "MediaTek",
    "product": "802.11 n WLAN",
    "maker": None,
    "since_us": None,
}


def test_no_device_is_a_table_with_headings(site: Site) -> None:
    ran = site.collector.run("devices", "--unit", UNIT, home="zhao-admin", lang="zh")

    assert (ran.code, ran.out.startswith("登记编号")) == (0, True)


def test_unknown_unit_and_no_right(site: Site) -> None:
    assert site.collector.run("devices", "--unit", "示例市教育局", home="zhao-admin").code == 5
    assert site.collector.run("devices", home="wang-audit").code == 4


def test_the_lists_name_it_else_itself_else_its_ids() -> None:
    assert described(DEVICE)["name"] == "Ralink Technology, Corp. MT7601U Wireless Adapter"
    unlisted = DEVICE | {"vendor": None, "model": None}
    assert described(unlisted)["name"] == "MediaTek 802.11 n WLAN"
    mute = unlisted | {"manufacturer": None, "product": None}
    assert described(mute)["name"] == "148f:7601"
    assert described(mute | {"vendor_id": None})["name"] is None
    assert described(DEVICE).keys() >= columns().keys() - {"interfaces", "mac", "id"}
