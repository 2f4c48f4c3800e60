"""mingce terminal edit: shown first, written when one says so."""

import pytest

from tests.collector.cli.conftest import UNIT, Site

HOME = "zhao-admin"


@pytest.fixture(scope="module")
def reg_no(site: Site) -> str:
    form = {"unit": UNIT, "terminal_type": "laptop", "user": "李明轩", "macs": ["02-00-00-00-53-10"], "room": "0401"}
    form |= {"addresses": ["10.37.12.41"], "segment": "CZJ-3F", "hostname": "CZJ-EDIT"}
    return str(site.collector.client(HOME).post("terminals", form)["reg_no"])


def test_dry_run_then_written_then_undone(site: Site, reg_no: str) -> None:
    changes = ("--room", "0402", "--os", "统信UOS", "--add-address", "10.37.12.42", "--reason", "换房间")

    looked = site.collector.run("terminal", "edit", reg_no, *changes, "--dry-run", home=HOME)
    kept = site.collector.client(HOME).get(f"terminals/{reg_no}")
    done = site.collector.run("terminal", "edit", reg_no, *changes, "--yes", home=HOME, lang="zh")
    now = site.collector.client(HOME).get(f"terminals/{reg_no}")
    undone = site.collector.run("terminal", "edit", reg_no, "--undo", "--yes", "--json", home=HOME)

    assert [text in looked.out for text in ("0401", "0402", "统信UOS", "10.37.12.42 (CZJ-3F)")] == [True] * 4
    assert kept["custody"]["room"] == "0401"
    assert (done.code, "房间" in done.out, now["custody"]["room"]) == (0, True, "0402")
    assert len({item["segment_id"] for item in now["addresses"]}) == 1, "the other address's segment"
    assert undone.json["written"] is True
    assert site.collector.client(HOME).get(f"terminals/{reg_no}")["custody"]["room"] == "0401"


def test_without_anybody_to_say_yes_nothing_is_written(site: Site, reg_no: str) -> None:
    ran = site.collector.run("terminal", "edit", reg_no, "--room", "0499", home=HOME)

    assert (ran.code, "--yes" in ran.err) == (2, True)
    assert site.collector.client(HOME).get(f"terminals/{reg_no}")["custody"]["room"] == "0401"


@pytest.mark.parametrize("options", [(), ("--undo", "--room", "1"), ("--vlan", "4095"), ("--clear", "status")])
def test_what_makes_no_edit_is_said(site: Site, reg_no: str, options: tuple[str, ...]) -> None:
    ran = site.collector.run("terminal", "edit", reg_no, *options, "--yes", home=HOME)

    assert (ran.code, ran.out) == (2, "")
