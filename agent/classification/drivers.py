"""What a kernel module is for, by its name and by where the kernel keeps it. Pure."""

import re

from protocol.observations.device import DeviceKind

_BY_NAME = {
    # drivers/net/usb holds cabled adapters, phones and modems side by side.
    "rndis_host": DeviceKind.USB_TETHER,
    "cdc_ether": DeviceKind.USB_TETHER,
    "cdc_ncm": DeviceKind.USB_TETHER,
    "cdc_eem": DeviceKind.USB_TETHER,
    "cdc_subset": DeviceKind.USB_TETHER,
    "zaurus": DeviceKind.USB_TETHER,
    "ipheth": DeviceKind.USB_TETHER,
    "cdc_mbim": DeviceKind.WWAN,
    "cdc_phonet": DeviceKind.WWAN,
    "hso": DeviceKind.WWAN,
    "huawei_cdc_ncm": DeviceKind.WWAN,
    "kalmia": DeviceKind.WWAN,
    "lg_vl600": DeviceKind.WWAN,
    "qmi_wwan": DeviceKind.WWAN,
    "sierra_net": DeviceKind.WWAN,
    # Modems elsewhere in the tree.
    "cdc_wdm": DeviceKind.WWAN,
    "ipw": DeviceKind.WWAN,
    "mhi_net": DeviceKind.WWAN,
    "mhi_pci_generic": DeviceKind.WWAN,
    "mhi_wwan_ctrl": DeviceKind.WWAN,
    "mhi_wwan_mbim": DeviceKind.WWAN,
    "option": DeviceKind.WWAN,
    "qcserial": DeviceKind.WWAN,
    "sierra": DeviceKind.WWAN,
    "usb_wwan": DeviceKind.WWAN,
    # Modem makers' own, never in the tree.
    "gobinet": DeviceKind.WWAN,
    "pcie_mhi": DeviceKind.WWAN,
    "qmi_wwan_f": DeviceKind.WWAN,
    "qmi_wwan_q": DeviceKind.WWAN,
    "simcom_wwan": DeviceKind.WWAN,
    "virtio_net": DeviceKind.WIRED,
    "thunderbolt_net": DeviceKind.THUNDERBOLT_NET,
}
_BY_FOLDER = (
    (re.compile(r"drivers/net/wireless/"), DeviceKind.WIFI),
    (
        re.compile(r"drivers/staging/(rtl8|rtlwifi|r8188|r8712|vt665|wlan-ng|ks7010|wfx|wilc|brcm80211|ath6kl|wlags)"),
        DeviceKind.WIFI,
    ),
    # The PCI ids of Broadcom Wi-Fi belong to its on-chip buses; Ethernet of that make has its own ids (b44, tg3).
    (re.compile(r"drivers/(ssb|bcma)/"), DeviceKind.WIFI),
    (re.compile(r"drivers/net/wwan/"), DeviceKind.WWAN),
    (re.compile(r"drivers/bluetooth/"), DeviceKind.BLUETOOTH),
    (re.compile(r"drivers/net/ieee802154/"), DeviceKind.IEEE802154),
    (re.compile(r"drivers/net/thunderbolt[/.]"), DeviceKind.THUNDERBOLT_NET),
    (
        re.compile(r"drivers/(net/(ethernet|usb|vmxnet3|hyperv|fddi|hippi|arcnet|can|wan)|staging/qlge)/"),
        DeviceKind.WIRED,
    ),
)
# What people build themselves lies under updates/ or extra/, without the folder that tells; names are all there is.
_OUT_OF_TREE_WIFI = re.compile(
    r"(wl|(rtl?)?(8188|8189|8192|8723|8811|8812|8814|8821|8822|8831|8851|8852|88x2|88xx)[a-z0-9_]*"
    r"|mt76[0-9x]{2}[a-z0-9_]*|mt79[0-9]{2}[a-z0-9_]*|rt[2357][0-9]{3}(ap|sta|usb|pci)|ath(5k|6kl|9k|10k|11k|12k)[a-z0-9_]*"
    r"|iwl[a-z0-9]*|brcm[fs]mac|b43(legacy)?|rtw_?8[89][a-z0-9_]*|aic8800[a-z0-9_]*|bcmdhd[a-z0-9_]*)\Z",
    re.IGNORECASE,
)

GENERIC = frozenset({"cdc_eem", "cdc_ether", "cdc_mbim", "cdc_ncm", "cdc_subset", "cdc_wdm", "rndis_host", "zaurus"})
"""Modules that serve a class of devices: what they hold says less than whose device it is."""


def kind_of_driver(module: str, path: str | None = None) -> DeviceKind | None:
    """`path` as modules.dep writes it, like kernel/drivers/net/wireless/…; None: this module is for no network."""
    name = module.replace("-", "_").lower()
    if name in _BY_NAME:
        return _BY_NAME[name]
    for folder, kind in _BY_FOLDER:
        if path is not None and folder.search(path):
            return kind
    is_in_tree = path is not None and path.startswith(("kernel/", "drivers/"))
    return None if is_in_tree or not _OUT_OF_TREE_WIFI.match(name) else DeviceKind.WIFI
