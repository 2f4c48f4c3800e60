import re

import pytest

from agent.classification.claims import Scope
from agent.classification.drivers import kind_of_driver
from agent.classification.hardware import Hardware
from agent.classification.shipped_tables import DATA, ShippedTables
from protocol.observations.device import DeviceKind


@pytest.mark.parametrize("name", ["modules.alias.tsv", "modules.tsv", "known-ids.tsv"])
def test_table_says_where_it_comes_from_and_has_even_rows(name: str) -> None:
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]

    assert lines[0].startswith("# ")
    assert len({len(row) for row in rows}) == 1
    assert rows == sorted(rows)


def test_generated_tables_name_the_packages_they_are_made_of() -> None:
    for name in ("modules.alias.tsv", "modules.tsv"):
        head = (DATA / name).read_text(encoding="utf-8").splitlines()[0]

        assert re.findall(r"linux-image-(6\.\d+)\S* [\d.]+-\d+", head) == ["6.1", "6.12"]


def test_newer_kernels_ids_are_known_to_a_pc_with_an_old_one() -> None:
    claims = ShippedTables().claims_on(Hardware("usb", "0bda", "c811", classes=("ff/ff/ff",)))

    assert [(claim.module, claim.kind, claim.scope) for claim in claims] == [
        ("rtw88_8821cu", DeviceKind.WIFI, Scope.ID)
    ]


def test_every_module_named_is_for_a_network() -> None:
    rows = [line.split("\t") for line in (DATA / "modules.tsv").read_text().splitlines() if line[0] != "#"]
    named = {line.split("\t")[1] for line in (DATA / "modules.alias.tsv").read_text().splitlines() if line[0] != "#"}

    assert all(kind_of_driver(module, path) is not None for module, path in rows)
    assert {module.replace("-", "_") for module in named} <= {module for module, _ in rows}


def test_known_ids_are_read() -> None:
    tables = ShippedTables()
    known = [line.split("\t") for line in (DATA / "known-ids.tsv").read_text().splitlines() if line[0] != "#"]

    for ids, kind, maker in known:
        assert re.fullmatch(r"[0-9a-f]{4}:[0-9a-f]{4}", ids)
        vendor, product = ids.split(":")
        found = tables.known(Hardware("usb", vendor, product))
        assert found is not None
        assert (found.kind, found.maker) == (DeviceKind(kind), maker)
    assert tables.known(Hardware("usb", "0bda", "8179")) is None
    assert tables.known(Hardware("pci", "0bda", "1a2b")) is None


def test_driver_names_lead_to_their_places() -> None:
    assert ShippedTables().paths_of(["iwlwifi", "snd_hda_intel"]) == {
        "iwlwifi": "kernel/drivers/net/wireless/intel/iwlwifi/iwlwifi.ko"
    }
    assert ShippedTables().paths_of([]) == {}
