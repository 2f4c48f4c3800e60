import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from agent.classification.hardware import Hardware
from agent.classification.written import LONGEST_LINE, read_line
from agent.errors import ConfigurationError
from protocol.phrases import harmless

STICK = "usb:v0BDAp8179d0000dc00dsc00dp00icFFiscFFipFFin00"


@pytest.mark.parametrize(
    ("line", "hardware"),
    [
        ("0bda:8179", Hardware("usb", "0bda", "8179")),
        ("18D1:4EE3 e0/01/03 0A/00/00", Hardware("usb", "18d1", "4ee3", classes=("e0/01/03", "0a/00/00"))),
        ("usb 0bda:8179 ff/ff/ff", Hardware("usb", "0bda", "8179", classes=("ff/ff/ff",))),
        ("pci 8086:2723 0280", Hardware("pci", "8086", "2723", pci_class="0280")),
        ("sdio 02d0:a9a6 07", Hardware("sdio", "02d0", "a9a6", classes=("07",))),
        ("02:00.0 0280: 8086:24fd (rev 78)", Hardware("pci", "8086", "24fd", pci_class="0280")),
        ("0000:02:00.0 0280: 8086:24fd", Hardware("pci", "8086", "24fd", pci_class="0280")),
        ('02:00.0 "0280" "8086" "24fd" -r78 "8086" "0010"', Hardware("pci", "8086", "24fd", pci_class="0280")),
        (
            "00:1f.6 Ethernet controller [0200]: Intel Corporation Ethernet [8086:15bc] (rev 10)",
            Hardware("pci", "8086", "15bc", pci_class="0200"),
        ),
        (
            "Bus 001 Device 004: ID 0bda:8179 Realtek 802.11n NIC",
            Hardware("usb", "0bda", "8179", product="Realtek 802.11n NIC"),
        ),
        ("Bus 001 Device 004: ID 0bda:8179", Hardware("usb", "0bda", "8179")),
        (STICK, Hardware("usb", "0bda", "8179", (STICK,))),
        ("alias usb:v0BDAp8179d*dc*dsc*dp*ic*isc*ip*in* r8188eu", Hardware("usb", "0bda", "8179")),
        ("usb:v0BDAp8179d*", Hardware("usb", "0bda", "8179")),
        ("usb:v0BDAp8179", Hardware("usb", "0bda", "8179")),
        ("pci:v00008086d00002723sv*sd00000084bc*sc*i*", Hardware("pci", "8086", "2723")),
        ("pci:v00008086d0000104Fsv*sd*bc02sc00i*", Hardware("pci", "8086", "104f", pci_class="020000")),
        ("sdio:c*v02D0dA9A6*", Hardware("sdio", "02d0", "a9a6", ("sdio:c00v02D0dA9A6",))),
        ("virtio:d00000001v00001AF4", Hardware("virtio", None, None, ("virtio:d00000001v00001AF4",))),
    ],
)
def test_line_is_read(line: str, hardware: Hardware) -> None:
    assert read_line(f"  {line}\n") == hardware


def test_interfaces_of_one_device_stay_together() -> None:
    other = STICK.replace("icFFiscFFipFF", "icE0isc01ip01")

    assert read_line(f"{STICK} {other}").modaliases == (STICK, other)


def test_pattern_with_an_interface_keeps_it() -> None:
    hardware = read_line("usb:v*p*d*dc*dsc*dp*icE0isc01ip03in*")

    assert (hardware.ids, hardware.usb_classes) == ("fff0:fff0", ("e0/01/03",))


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("nonsense", "neither a modalias"),
        ("0bda", "neither a modalias"),
        ("0bda:8179 zz", "zz is no interface class"),
        ("usb:v0bdap8179", "not written as the kernel writes it"),
        ("pci:v8086d24FD", "not written as the kernel writes it"),
        (f"{STICK} usb:v0BDApC811d*", "different devices"),
        ("a" * (LONGEST_LINE + 1), "longer than 4096"),
    ],
)
def test_bad_line_is_refused_with_reason_and_next_step(line: str, reason: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        read_line(line)

    assert reason in refused.value.why
    assert "write a modalias" in refused.value.next_step
    assert len(refused.value.what) <= 400


@given(st.text(max_size=300))
@example("usb:" + "v" * 200)
@example("Bus 1 Device 1: ID 0bda:8179 \x1b[31m\x00")
@example("00:00.0 [0280]: " + "[" * 200)
def test_any_line_is_read_or_refused(line: str) -> None:
    try:
        bus = read_line(line).bus
    except ConfigurationError as error:
        bus = "" if harmless(str(error)) == str(error) else "unsafe"

    assert bus != "unsafe"
