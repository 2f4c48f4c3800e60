import pytest

from agent.classification.claims import Claim, Claims, KnownId
from agent.classification.hardware import Hardware
from agent.classification.verdict import MOST_EVIDENCE, Classification, Decider, classify
from protocol.observations.device import DeviceKind

R8188EU = Claim("usb:v0BDAp8179d*dc*dsc*dp*ic*isc*ip*in*", "r8188eu", "kernel/drivers/staging/r8188eu/r8188eu.ko")
RNDIS_WLAN = Claim("usb:v*p*d*dc*dsc*dp*ic02isc02ipFFin*", "rndis_wlan", "kernel/drivers/net/wireless/rndis_wlan.ko")
RNDIS_HOST = Claim("usb:v*p*d*dc*dsc*dp*ic02isc02ipFFin*", "rndis_host", "kernel/drivers/net/usb/rndis_host.ko")
R8152 = Claim("usb:v0BDAp8153d*dc*dsc*dp*ic*isc*ip*in*", "r8152", "kernel/drivers/net/usb/r8152.ko")
CDC_ETHER = Claim("usb:v*p*d*dc*dsc*dp*ic02isc06ip00in*", "cdc_ether", "kernel/drivers/net/usb/cdc_ether.ko")
STICK = Hardware("usb", "0bda", "8179", classes=("ff/ff/ff",))


def of(hardware: Hardware, *kernel: Claim, drivers: tuple[tuple[str, str], ...] = ()) -> Classification:
    return classify(hardware, Claims(kernel, paths=drivers))


def test_driverless_stick_is_told_by_the_kernels_own_table() -> None:
    found = of(STICK, R8188EU)

    assert (found.kind, found.module, found.module_path) == (DeviceKind.WIFI, "r8188eu", R8188EU.path)
    assert found.decided_by is Decider.KERNEL_IDS
    assert found.evidence[0] == f"modules.alias: {R8188EU.pattern} is for r8188eu"


def test_shipped_table_is_asked_after_the_kernels() -> None:
    found = classify(STICK, Claims(shipped=(R8188EU,), unseen="read /lib/modules: No such file or directory (ENOENT)"))

    assert (found.kind, found.decided_by) == (DeviceKind.WIFI, Decider.SHIPPED_IDS)
    assert "the kernel's own tables could not be read: read /lib/modules" in found.evidence[-1]


def test_rndis_phone_is_a_tether_though_a_wifi_module_takes_it() -> None:
    found = of(Hardware("usb", "18d1", "4ee3", classes=("02/02/ff", "0a/00/00")), RNDIS_WLAN, RNDIS_HOST)

    assert (found.kind, found.module) == (DeviceKind.USB_TETHER, "rndis_host")


def test_wifi_driver_that_holds_an_rndis_device_has_asked_it() -> None:
    hardware = Hardware("usb", "1799", "011b", classes=("02/02/ff",), drivers=("rndis_wlan",))
    found = of(hardware, RNDIS_WLAN, RNDIS_HOST, drivers=(("rndis_wlan", str(RNDIS_WLAN.path)),))

    assert (found.kind, found.decided_by) == (DeviceKind.WIFI, Decider.DRIVER)


def test_cabled_adapter_in_its_cdc_shape_stays_cabled() -> None:
    hardware = Hardware("usb", "0bda", "8153", classes=("02/06/00", "0a/00/00"), drivers=("cdc_ether",))

    assert of(hardware, CDC_ETHER, R8152).kind is DeviceKind.WIRED
    assert of(hardware, CDC_ETHER).kind is DeviceKind.USB_TETHER


@pytest.mark.parametrize(
    ("classes", "kind"),
    [
        pytest.param(("06/01/01", "ff/fe/02"), DeviceKind.UNKNOWN, id="charging"),
        pytest.param(("06/01/01", "ff/fe/02", "ff/fd/01"), DeviceKind.USB_TETHER, id="sharing"),
        pytest.param((), DeviceKind.UNKNOWN, id="unauthorised"),
    ],
)
def test_iphone_is_a_way_out_only_while_it_shares(classes: tuple[str, ...], kind: DeviceKind) -> None:
    ipheth = Claim("usb:v05ACp12A8d*dc*dsc*dp*icFFiscFDip01in*", "ipheth", "kernel/drivers/net/usb/ipheth.ko")
    claims = () if classes and "ff/fd/01" not in classes else (ipheth,)

    assert of(Hardware("usb", "05ac", "12a8", classes=classes), *claims).kind is kind


@pytest.mark.parametrize("classes", [("06/01/01",), ("ff/42/01", "06/01/01"), ("08/06/50",), ("03/01/02",), ()])
def test_charging_phone_or_disk_is_no_way_out(classes: tuple[str, ...]) -> None:
    found = of(Hardware("usb", "2717", "ff48", classes=classes, product="Redmi Note"))

    assert (found.kind, found.module, found.decided_by) == (DeviceKind.UNKNOWN, None, Decider.NOTHING)
    assert found.evidence[0] == "nothing says that it is a way out"


def test_unauthorised_device_is_told_by_its_ids() -> None:
    found = of(Hardware("usb", "0bda", "8179", is_authorized=False), R8188EU)

    assert found.kind is DeviceKind.WIFI
    assert found.evidence[-1] == "only its ids are known, its interfaces are not"


@pytest.mark.parametrize(
    ("classes", "kind"),
    [
        (("e0/01/03", "0a/00/00"), DeviceKind.USB_TETHER),
        (("ef/04/01",), DeviceKind.USB_TETHER),
        (("02/0d/00",), DeviceKind.USB_TETHER),
        (("02/0e/00", "0a/00/02"), DeviceKind.WWAN),
        (("02/0d/00", "02/0e/00"), DeviceKind.WWAN),
        (("e0/01/01", "e0/01/01"), DeviceKind.BLUETOOTH),
    ],
)
def test_interface_classes_tell_where_no_table_knows(classes: tuple[str, ...], kind: DeviceKind) -> None:
    found = of(Hardware("usb", "ffff", "0001", classes=classes))

    assert (found.kind, found.decided_by) == (kind, Decider.INTERFACE_CLASS)


def test_text_tells_of_a_combined_radio_that_no_table_knows() -> None:
    hardware = Hardware("usb", "ffff", "0001", classes=("ff/ff/ff", "e0/01/01"), product="802.11ax WLAN Adapter")
    found = of(hardware)

    assert (found.kind, found.decided_by) == (DeviceKind.WIFI, Decider.PRODUCT_TEXT)


@pytest.mark.parametrize(
    ("product", "classes", "kind"),
    [
        ("Mobile WiFi", ("02/06/00", "0a/00/00"), DeviceKind.USB_TETHER),
        ("Wireless Receiver", ("03/01/01",), DeviceKind.UNKNOWN),
        ("Wi-Fi Printer", ("07/01/02",), DeviceKind.UNKNOWN),
        ("USB 10/100 NIC", ("ff/ff/00",), DeviceKind.UNKNOWN),
        ("802.11n NIC", ("08/06/50",), DeviceKind.MODE_SWITCH),
        ("无线网卡", ("ff/ff/ff",), DeviceKind.WIFI),
    ],
)
def test_text_alone_never_overrules_what_interfaces_say(
    product: str, classes: tuple[str, ...], kind: DeviceKind
) -> None:
    assert of(Hardware("usb", "ffff", "0001", classes=classes, product=product)).kind is kind


@pytest.mark.parametrize(
    ("pci_class", "kind"),
    [
        ("0x028000", DeviceKind.WIFI),
        ("0d1100", DeviceKind.BLUETOOTH),
        ("0d2000", DeviceKind.WIFI),
        ("0d4000", DeviceKind.WWAN),
        ("020000", DeviceKind.WIRED),
        ("ff0000", DeviceKind.UNKNOWN),
    ],
)
def test_pci_class_tells_where_no_table_knows(pci_class: str, kind: DeviceKind) -> None:
    assert of(Hardware("pci", "1af4", "ffff", pci_class=pci_class)).kind is kind


def test_ethernet_function_with_a_radios_ids_is_cabled() -> None:
    ipw = Claim(
        "pci:v00008086d0000104Fsv*sd*bc*sc*i*", "ipw2200", "kernel/drivers/net/wireless/intel/ipw2x00/ipw2200.ko"
    )
    i40e = Claim("pci:v00008086d0000104Fsv*sd*bc02sc00i*", "i40e", "kernel/drivers/net/ethernet/intel/i40e/i40e.ko")

    assert of(Hardware("pci", "8086", "104f", pci_class="020000"), ipw, i40e).kind is DeviceKind.WIRED
    assert of(Hardware("pci", "8086", "104f", pci_class="028000"), ipw).kind is DeviceKind.WIFI


def test_disk_that_waits_to_become_a_radio_is_named() -> None:
    known = KnownId("0bda:1a2b", DeviceKind.MODE_SWITCH, "Realtek")
    as_disk = Hardware("usb", "0bda", "1a2b", classes=("08/06/50",))

    assert classify(as_disk, Claims(known=known)).kind is DeviceKind.MODE_SWITCH
    switched = Hardware("usb", "0bda", "1a2b", classes=("ff/ff/ff",))
    assert classify(switched, Claims(known=known)).kind is DeviceKind.UNKNOWN


def test_device_with_many_interfaces_keeps_its_evidence_bounded() -> None:
    hardware = Hardware("usb", "ffff", "0001", classes=tuple(f"ff/{n:02x}/00" for n in range(64)), drivers=("x",) * 99)
    claims = tuple(Claim(f"usb:vFFFFp0001d*ic{n:02X}*", f"module_{n}") for n in range(64))

    assert len(of(hardware, *claims).evidence) <= MOST_EVIDENCE


def test_known_device_with_unreadable_tables_says_so_last() -> None:
    claims = Claims(shipped=tuple(Claim("usb:v0BDAp8179d*", f"rtl8{n}") for n in range(40)), unseen="gone")
    found = classify(STICK, claims)

    assert len(found.evidence) == MOST_EVIDENCE
    assert "gone" in found.evidence[-1]
