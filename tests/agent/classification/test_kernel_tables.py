from pathlib import Path

import pytest

from agent.classification.claims import Claim
from agent.classification.hardware import Hardware
from agent.classification.kernel_tables import KernelTables
from agent.errors import CouldNotLook
from tests.agent.classification.kernel import Alias, lay_out

R8188EU = Alias("usb:v0BDAp8179d*dc*dsc*dp*ic*isc*ip*in*", "r8188eu", "kernel/drivers/staging/r8188eu/r8188eu.ko")
STICK = Hardware("usb", "0bda", "8179", classes=("ff/ff/ff",))


def test_claim_carries_the_place_of_its_module(tmp_path: Path) -> None:
    tables = KernelTables(lay_out((R8188EU,), tmp_path))

    assert tables.claims_on(STICK) == (Claim(R8188EU.pattern, "r8188eu", f"{R8188EU.path}.xz"),)


def test_built_in_driver_counts_as_well(tmp_path: Path) -> None:
    lay_out((), tmp_path)
    (tmp_path / "modules.builtin.modinfo").write_bytes(
        b"rtl8xxxu.alias=usb:v0BDAp8179d*\0rtl8xxxu.file=drivers/net/wireless/realtek/rtl8xxxu/rtl8xxxu\0"
    )

    assert KernelTables(tmp_path).claims_on(STICK) == (
        Claim("usb:v0BDAp8179d*", "rtl8xxxu", "drivers/net/wireless/realtek/rtl8xxxu/rtl8xxxu"),
    )


def test_module_without_a_place_is_still_named(tmp_path: Path) -> None:
    (lay_out((R8188EU,), tmp_path) / "modules.dep").unlink()

    assert KernelTables(tmp_path).claims_on(STICK) == (Claim(R8188EU.pattern, "r8188eu", None),)
    assert KernelTables(tmp_path).paths_of(["r8188eu"]) == {}


def test_kernel_without_tables_could_not_be_asked(tmp_path: Path) -> None:
    tables = KernelTables(tmp_path / "6.1.0")

    assert tables.stamp() is None
    with pytest.raises(CouldNotLook, match=r"6\.1\.0/modules\.alias"):
        tables.claims_on(STICK)


def test_stamp_changes_with_the_table(tmp_path: Path) -> None:
    tables = KernelTables(lay_out((), tmp_path))
    before = tables.stamp()
    lay_out((R8188EU,), tmp_path)

    assert before is not None
    assert tables.stamp() != before
