import tempfile
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from agent.classification.hardware import Hardware
from agent.classification.kernel_tables import KernelTables
from agent.classification.tables import Tables
from agent.classification.verdict import Decider
from protocol.observations.device import DeviceKind
from protocol.phrases import harmless
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


WORDS = st.one_of(
    st.text(max_size=40), st.sampled_from(["../../x", "a|b(", "[", "*", "\x1b[2J", "\n", "\ufffd", "x" * 4096])
)


@settings(max_examples=60)
@given(st.sampled_from(["usb", "pci", "sdio", "x", ""]), st.lists(WORDS, min_size=6, max_size=6))
@example("usb", ["0bda", "8179", "usb:v0BDAp8179" + "\x1b" * 4000, "ff/ff/ff", "802.11\x1b[31m\x00" * 500, "r8188eu\n"])
def test_hostile_strings_change_only_the_text_that_is_shown(bus: str, words: list[str]) -> None:
    vendor, product, modalias, triple, text, driver = words
    hardware = Hardware(bus, vendor, product, (modalias,), (triple,), triple, text, text, (driver,))
    with tempfile.TemporaryDirectory() as folder:
        found = Tables(KernelTables(lay_out((NEW,), Path(folder)))).classify(hardware)

    assert all(harmless(one) == one and len(one) < 1200 for one in found.evidence)
    assert found.kind in DeviceKind
