import pytest

from agent.classification.claims import Claim, Claims, KnownId, Scope
from protocol.observations.device import DeviceKind


@pytest.mark.parametrize(
    ("pattern", "scope"),
    [
        ("usb:v0BDAp8179d*dc*dsc*dp*ic*isc*ip*in*", Scope.ID),
        ("usb:v12D1p*d*dc*dsc*dp*icFFisc02ip16in*", Scope.VENDOR),
        ("usb:v*p*d*dc*dsc*dp*icE0isc01ip03in*", Scope.CLASS),
        ("pci:v00008086d000024FDsv*sd00000010bc*sc*i*", Scope.ID),
        ("pci:v00001B73d*sv*sd*bc0Csc03i30*", Scope.VENDOR),
        ("pci:v*d*sv*sd*bc01sc06i01*", Scope.CLASS),
        ("sdio:c*v02D0d4329*", Scope.ID),
        ("sdio:c03v*d*", Scope.CLASS),
        ("virtio:d00000001v*", Scope.ID),
    ],
)
def test_scope_is_what_the_pattern_names(pattern: str, scope: Scope) -> None:
    assert Claim(pattern, "x").scope is scope


@pytest.mark.parametrize(
    ("pattern", "module", "kind"),
    [
        ("usb:v*p*d*dc*dsc*dp*icEFisc01ip01in*", "rndis_wlan", DeviceKind.USB_TETHER),
        ("usb:v1799p011Bd*dc*dsc*dp*ic02isc02ipFFin*", "rndis_wlan", DeviceKind.WIFI),
        ("usb:v*p*d*dc*dsc*dp*ic02isc0Dip00in*", "cdc_mbim", DeviceKind.USB_TETHER),
        ("usb:v*p*d*dc*dsc*dp*ic02isc0Eip00in*", "cdc_mbim", DeviceKind.WWAN),
        ("usb:v12D1p*d*dc*dsc*dp*ic02isc06ipFFin*", "cdc_ether", DeviceKind.WWAN),
        ("usb:v17E9p*d*dc*dsc*dp*ic02isc0Dip00in*", "cdc_ncm", DeviceKind.WIRED),
        ("usb:v04DDp8004d*dc*dsc*dp*ic02isc06ip00in*", "cdc_ether", DeviceKind.USB_TETHER),
        ("usb:v*p*d*dc*dsc*dp*ic08isc06ip50in*", "usb_storage", None),
    ],
)
def test_generic_modules_are_told_by_whose_entry_it_is(pattern: str, module: str, kind: DeviceKind | None) -> None:
    path = "kernel/drivers/net/wireless/rndis_wlan.ko" if module == "rndis_wlan" else None

    assert Claim(pattern, module, path).kind is kind


def test_path_of_a_driver_is_found_or_not() -> None:
    claims = Claims(paths=(("iwlwifi", "kernel/drivers/net/wireless/intel/iwlwifi/iwlwifi.ko"),))

    assert claims.path_of("iwlwifi") == "kernel/drivers/net/wireless/intel/iwlwifi/iwlwifi.ko"
    assert claims.path_of("e1000e") is None


def test_known_id_says_what_it_shows_itself_as() -> None:
    assert KnownId("0bda:1a2b", DeviceKind.MODE_SWITCH, "Realtek").says.endswith("Realtek that shows itself as a disk")
    assert KnownId("12d1:14db", DeviceKind.WWAN, "Huawei").says.endswith("shows itself as a network card")
