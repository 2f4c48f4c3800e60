"""mingce verify, over the door and offline."""

import shutil
import sqlite3
from pathlib import Path

from tests.collector.cli.conftest import Site


def test_intact_over_the_door(site: Site) -> None:
    ran = site.collector.run("verify", home="wang-audit")

    assert (ran.code, "integrity: intact" in ran.out) == (0, True)


def test_only_the_auditor_verifies_over_the_door(site: Site) -> None:
    assert site.collector.run("verify", home="wang-sys").code == 4


def copy_of_state(site: Site, tmp_path: Path) -> Path:
    copy = tmp_path / "copy"
    (copy).mkdir(mode=0o700)
    for name in ("store.sqlite3", "checkpoints.log"):
        shutil.copy(site.collector.state / name, copy / name)
    source = sqlite3.connect(site.collector.state / "store.sqlite3")
    target = sqlite3.connect(copy / "store.sqlite3")
    source.backup(target)
    target.close()
    source.close()
    shutil.copytree(site.collector.state / "keys", copy / "keys")
    return copy


def test_altered_journal_row_is_named_offline(site: Site, tmp_path: Path) -> None:
    copy = copy_of_state(site, tmp_path)
    assert site.collector.run("verify", "--state", str(copy)).code == 0
    with sqlite3.connect(copy / "store.sqlite3") as database:
        database.execute("update journal set reason = 'nothing happened' where sequence = 7")
    database.close()

    ran = site.collector.run("verify", "--state", str(copy), lang="zh")

    assert ran.code == 1
    assert "第一处断裂:journal 7:内容:与其摘要不符" in ran.out


def test_wrong_directory_is_said(site: Site, tmp_path: Path) -> None:
    ran = site.collector.run("verify", "--state", str(tmp_path))

    assert (ran.code, "holds no collector" in ran.err) == (5, True)


def test_a_packet_is_checked_against_the_sites_own_bundle(site: Site, tmp_path: Path) -> None:
    file = tmp_path / "case.packet"
    handover = ("--asked-by", "公安", "--case", "1", "--approved-by", "周敏", "--reason", "协查")
    site.collector.do("trace", "10.37.12.21", "--packet", str(file), *handover, home="zhao-admin")

    ran = site.collector.run("verify", str(file), "--site", str(site.collector.bundle))
    told = site.collector.run("verify", str(file), "--site", str(site.collector.bundle), "--json").json

    assert (ran.code, "genuine: every check held" in ran.out, site.reg_no in ran.out) == (0, True, True)
    assert (told["genuine"], told["packet"]["handover"]["approved_by"]) == (True, "周敏")


def test_a_key_without_a_packet_is_wrong_usage(site: Site) -> None:
    assert site.collector.run("verify", "--key", "x").code == 2
