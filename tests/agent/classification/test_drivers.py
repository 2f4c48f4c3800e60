import pytest

from agent.classification.drivers import kind_of_driver
from protocol.observations.device import DeviceKind


@pytest.mark.parametrize(
    ("module", "path", "kind"),
    [
        ("iwlwifi", "kernel/drivers/net/wireless/intel/iwlwifi/iwlwifi.ko.xz", DeviceKind.WIFI),
        ("r8188eu", "kernel/drivers/staging/r8188eu/r8188eu.ko", DeviceKind.WIFI),
        ("prism2_usb", "kernel/drivers/staging/wlan-ng/prism2_usb.ko", DeviceKind.WIFI),
        ("rts5208", "kernel/drivers/staging/rts5208/rts5208.ko", None),
        ("ssb", "kernel/drivers/ssb/ssb.ko", DeviceKind.WIFI),
        ("bcma", "kernel/drivers/bcma/bcma.ko", DeviceKind.WIFI),
        ("b44", "kernel/drivers/net/ethernet/broadcom/b44.ko", DeviceKind.WIRED),
        ("r8152", "kernel/drivers/net/usb/r8152.ko", DeviceKind.WIRED),
        ("ipheth", "kernel/drivers/net/usb/ipheth.ko", DeviceKind.USB_TETHER),
        ("qmi-wwan", "kernel/drivers/net/usb/qmi_wwan.ko", DeviceKind.WWAN),
        ("iosm", "kernel/drivers/net/wwan/iosm/iosm.ko", DeviceKind.WWAN),
        ("option", "kernel/drivers/usb/serial/option.ko", DeviceKind.WWAN),
        ("btusb", "kernel/drivers/bluetooth/btusb.ko", DeviceKind.BLUETOOTH),
        ("atusb", "kernel/drivers/net/ieee802154/atusb.ko", DeviceKind.IEEE802154),
        ("thunderbolt_net", "kernel/drivers/net/thunderbolt/thunderbolt_net.ko", DeviceKind.THUNDERBOLT_NET),
        ("thunderbolt-net", "kernel/drivers/net/thunderbolt-net.ko", DeviceKind.THUNDERBOLT_NET),
        ("usb_storage", "kernel/drivers/usb/storage/usb-storage.ko", None),
        ("snd_usb_audio", None, None),
        ("8821cu", "updates/dkms/8821cu.ko", DeviceKind.WIFI),
        ("88x2bu", None, DeviceKind.WIFI),
        ("wl", "updates/dkms/wl.ko", DeviceKind.WIFI),
        ("r8168", "updates/dkms/r8168.ko", None),
        ("r8125", None, None),
        ("rtl8150", None, None),
    ],
)
def test_module_is_told_by_name_and_place(module: str, path: str | None, kind: DeviceKind | None) -> None:
    assert kind_of_driver(module, path) is kind


def test_name_of_a_radio_does_not_count_where_the_tree_says_otherwise() -> None:
    assert kind_of_driver("rtl8192_sound", "kernel/sound/usb/rtl8192_sound.ko") is None
    assert kind_of_driver("rtl8192_sound", "extra/rtl8192_sound.ko") is DeviceKind.WIFI
