"""Recall on the kernel's own list: which driver Debian's kernels give what to, whatever our tables say.

The lists are every usb:, pci: and sdio: line of modules.alias of two kernel packages, with the place of its module.
"""

import os
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from agent.classification.hardware import Hardware, of_modalias
from agent.classification.kernel_tables import KernelTables
from agent.classification.tables import Tables
from agent.classification.verdict import Classification
from protocol.observations.device import DeviceKind
from tests.agent.classification.kernel import RELEASES, Alias, aliases_of, concrete, lay_out

RADIOS = ("kernel/drivers/net/wireless/", "kernel/drivers/ssb/", "kernel/drivers/bcma/")
STAGED = ("rtl8192e", "rtl8192u", "rtl8723bs", "r8188eu", "vt6655", "vt6656", "wlan-ng", "ks7010", "wfx", "wilc1000")
NOT_CABLED = {"cdc_ether", "cdc_ncm", "cdc_eem", "cdc_subset", "zaurus", "rndis_host", "ipheth", "cdc_phonet"}
MODEMS = {"cdc_mbim", "qmi_wwan", "huawei_cdc_ncm", "sierra_net", "hso", "kalmia", "lg_vl600"}

SHARED = {
    # One id, two makers' products: Compaq's W200 radio and its iPAQ in a cradle.
    "usb:v049Fp0032": "ipaq",
    # The disk that a ZyDAS radio is before zd1211rw ejects it.
    "usb:v0ACEp2011": "usb_storage",
    "usb:v0ACEp20FF": "usb_storage",
}
"""Ids that a Wi-Fi driver and another one claim: called wireless, since missing one is worse."""


def is_radio(alias: Alias) -> bool:
    staged = any(alias.path.startswith(f"kernel/drivers/staging/{name}/") for name in STAGED)
    return (staged or alias.path.startswith(RADIOS)) and names_ids(alias)


def names_ids(alias: Alias) -> bool:
    """Not a class of devices, like the RNDIS ones that rndis_wlan tries."""
    return re.match(r"(usb:|pci:|sdio:c..?)v\*", alias.pattern) is None


def is_cabled(alias: Alias) -> bool:
    stem = alias.module.replace("-", "_")
    return alias.path.startswith("kernel/drivers/net/usb/") and stem not in NOT_CABLED | MODEMS


EVERY = 1 if os.environ.get("MINGCE_RECALL") == "all" else 8
"""Which of the aliases of everything else are asked: all by `scripts/recall`, which takes two minutes."""


class Oracle:
    """The product, asked as on a PC of one kernel; `kernel` None: a PC without modules.alias.

    Lines of other vendors cannot fit, so each vendor gets a table of its own: 35,000 times 1.3 MB take minutes.
    """

    def __init__(self, aliases: tuple[Alias, ...], kernel: Path | None) -> None:
        self._kernel = kernel
        self._for_all = tuple(alias for alias in aliases if not names_ids(alias))
        self._by_vendor: dict[str, list[Alias]] = {}
        for alias in aliases:
            if names_ids(alias):
                self._by_vendor.setdefault(vendor_of(alias.pattern), []).append(alias)
        self._tables: dict[str, Tables] = {}

    def ask(self, hardware: Hardware, vendor: str) -> Classification:
        if vendor not in self._tables:
            self._tables[vendor] = Tables(KernelTables(self._lay_out(vendor)) if self._kernel else None)
        return self._tables[vendor].classify(hardware)

    def named(self, alias: Alias) -> Classification:
        """The device that the line is about, with all it shows."""
        return self.ask(of_modalias(concrete(alias.pattern)), vendor_of(alias.pattern))

    def unnamed(self, alias: Alias) -> Classification:
        """The same with its ids alone: not authorised, or read from lsusb."""
        whole = of_modalias(concrete(alias.pattern))
        return self.ask(Hardware(whole.bus, whole.vendor_id, whole.product_id), vendor_of(alias.pattern))

    def _lay_out(self, vendor: str) -> Path:
        assert self._kernel is not None
        return lay_out((*self._for_all, *self._by_vendor.get(vendor, ())), self._kernel / vendor.replace(":", "-"))


def vendor_of(pattern: str) -> str:
    """usb:v0BDA of usb:v0BDAp8179…; sdio: as a whole, it is short."""
    return pattern.partition("p" if pattern.startswith("usb:") else "d0")[0] if pattern[:4] != "sdio" else "sdio:"


@pytest.fixture(scope="module", params=RELEASES)
def release(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module", params=["with modules.alias", "without"])
def oracle(request: pytest.FixtureRequest, release: str, tmp_path_factory: pytest.TempPathFactory) -> Oracle:
    kernel = tmp_path_factory.mktemp("kernel") if request.param == "with modules.alias" else None
    return Oracle(aliases_of(release), kernel)


def told(how: str, answers: Iterable[Classification]) -> None:
    """For `pytest -s`: how the answers were reached."""
    found = Counter(f"{answer.kind} by {answer.decided_by}" for answer in answers)
    print(f"{how}: {sum(found.values())}: " + ", ".join(f"{count} {what}" for what, count in found.most_common()))


def missed(aliases: Iterable[Alias], answers: Iterable[Classification], kind: DeviceKind) -> list[str]:
    return [
        f"{alias.pattern} {alias.module}: {answer.kind} ({answer.evidence[0]})"
        for alias, answer in zip(aliases, answers, strict=True)
        if answer.kind is not kind
    ]


def test_lists_are_as_long_as_the_kernels_are(release: str) -> None:
    aliases = aliases_of(release)
    radios = {of_modalias(concrete(alias.pattern)).ids for alias in aliases if is_radio(alias)}

    assert len(aliases) > 17_000
    assert len(radios) > 1_300
    assert sum(is_cabled(alias) for alias in aliases) > 200


def test_every_radio_is_called_wireless(release: str, oracle: Oracle) -> None:
    radios = [alias for alias in aliases_of(release) if is_radio(alias)]
    named = [oracle.named(alias) for alias in radios]
    unnamed = [oracle.unnamed(alias) for alias in radios]
    told(f"{release}, radios", named)
    told(f"{release}, radios by their ids alone", unnamed)

    assert missed(radios, named, DeviceKind.WIFI) == []
    assert missed(radios, unnamed, DeviceKind.WIFI) == []


def test_cabled_usb_adapters_are_cabled(release: str, oracle: Oracle) -> None:
    cabled = [alias for alias in aliases_of(release) if is_cabled(alias)]
    named = [oracle.named(alias) for alias in cabled]
    told(f"{release}, cabled USB adapters", named)

    assert missed(cabled, named, DeviceKind.WIRED) == []
    assert missed(cabled, [oracle.unnamed(alias) for alias in cabled], DeviceKind.WIRED) == []


@pytest.mark.parametrize("triple", ["02/02/ff", "ef/01/01"])
def test_rndis_phone_is_a_tether_though_rndis_wlan_takes_it(release: str, oracle: Oracle, triple: str) -> None:
    pattern = "usb:v*p*d*dc*dsc*dp*ic{}isc{}ip{}in*".format(*triple.upper().split("/"))
    takers = {alias.module for alias in aliases_of(release) if alias.pattern == pattern}
    # Debian 13 builds rndis_wlan no longer.
    assert takers == {"rndis_host", "rndis_wlan"} if release.startswith("6.1.") else {"rndis_host"}

    found = oracle.ask(Hardware("usb", "18d1", "4ee3", classes=(triple, "0a/00/00")), "usb:v18D1")
    assert (found.kind, found.module) in {(DeviceKind.USB_TETHER, "rndis_host"), (DeviceKind.USB_TETHER, None)}


@pytest.mark.slow
def test_nothing_else_is_called_wireless(release: str, oracle: Oracle) -> None:
    others = [alias for alias in aliases_of(release) if not is_radio(alias)][::EVERY]
    answers = [oracle.named(alias) for alias in others]
    told(f"{release}, everything else", answers)
    wireless = {
        (alias.pattern, alias.module)
        for alias, answer in zip(others, answers, strict=True)
        if answer.kind is DeviceKind.WIFI
    }

    assert {one for one in wireless if SHARED.get(one[0][:14]) != one[1]} == set()
