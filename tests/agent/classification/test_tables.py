from pathlib import Path

from agent.classification.hardware import Hardware
from agent.classification.kernel_tables import KernelTables
from agent.classification.tables import Tables
from agent.classification.verdict import Decider
from protocol.observations.device import DeviceKind
from tests.agent.classification.kernel import Alias, lay_out

NEW = Alias("usb:vFFFFp0001d*dc*dsc*dp*ic*isc*ip*in*", "8821cu", "updates/dkms/8821cu.ko")
UNHEARD = Hardware("usb", "ffff", "0001", classes=("ff/ff/ff",))


def test_driver_installed_later_changes_the_answer(tmp_path: Path) -> None:
    tables = Tables(KernelTables(lay_out((), tmp_path)))
    before = tables.classify(UNHEARD)
    again = tables.classify(UNHEARD)
    lay_out((NEW,), tmp_path)
    after = tables.classify(UNHEARD)

    assert before.kind is DeviceKind.UNKNOWN
    assert again is before
    assert (after.kind, after.module, after.module_path) == (DeviceKind.WIFI, "8821cu", "updates/dkms/8821cu.ko.xz")


def test_kernel_without_modules_is_said_and_the_package_answers(tmp_path: Path) -> None:
    found = Tables(KernelTables(tmp_path / "lost")).classify(Hardware("usb", "0bda", "8179"))

    assert (found.kind, found.decided_by) == (DeviceKind.WIFI, Decider.SHIPPED_IDS)
    assert found.evidence[-1].startswith("the kernel's own tables could not be read: read ")
    assert "No such file or directory" in found.evidence[-1]


def test_bound_driver_without_a_table_is_told_by_its_name(tmp_path: Path) -> None:
    found = Tables(None).classify(Hardware("pci", "ffff", "0001", pci_class="ff0000", drivers=("iwlwifi",)))

    assert (found.kind, found.decided_by) == (DeviceKind.WIFI, Decider.DRIVER)
    assert found.module_path == "kernel/drivers/net/wireless/intel/iwlwifi/iwlwifi.ko"
