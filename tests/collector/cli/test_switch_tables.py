"""mingce segment import-tables."""

from pathlib import Path

import pytest

from collector.imports.switch_tables.capture import MOST_BYTES
from tests.collector.cli.conftest import Site
from tests.support.collector_process import Ran

FILE = Path("tests/fixtures/switches/cisco-ios/show-ip-arp.txt")
MAC_FILE = Path("tests/fixtures/switches/cisco-ios/show-mac-address-table.txt")


def bring(site: Site, *arguments: str, switch: str = "SW-CLI", **more: str) -> Ran:
    return site.collector.run("segment", "import-tables", "CZJ-3F", *arguments, "--from", switch, **more)


def test_what_would_be_new_is_said_in_both_languages(site: Site) -> None:
    arguments = (str(MAC_FILE), "--taken-at", "now", "--vlan", "12", "--dry-run")
    english = bring(site, *arguments, home="zhao-admin")
    chinese = bring(site, *arguments, home="zhao-admin", lang="zh")

    assert english.code == 0
    for text in ("Nothing was taken in", "cisco-ios", "00-00-5E-00-53-02", "Gi1/0/2", "registered to nobody"):
        assert text in english.out
    for text in ("未导入任何内容", "未登记", "00-00-5E-00-53-02"):
        assert text in chinese.out


def test_taken_in_from_standard_input_then_shown_by_a_trace(site: Site) -> None:
    arguments = ("-", "--taken-at", "-10m", "--vlan", "12", "--json")
    first = bring(site, *arguments, home="wang-sec", stdin=MAC_FILE.read_text())
    trace = site.collector.run("trace", "0000-5e00-5301", "--from", "-1h", home="zhao-admin")

    assert (first.code, first.json["already"], first.json["switch"]) == (0, False, "SW-CLI")
    assert "SW-CLI Gi1/0/1 VLAN 12" in trace.out
    assert "tables of switch SW-CLI" in trace.out


def test_lines_that_were_not_understood_are_listed(site: Site, tmp_path: Path) -> None:
    file = tmp_path / "arp.txt"
    file.write_text(FILE.read_text().replace("10.37.12.22 ", "10.37.12.322"))
    ran = bring(site, str(file), "--taken-at", "2026-03-02 14:05", "--dry-run", home="zhao-admin")

    assert "holds no IP address" in ran.out
    assert "10.37.12.322" in ran.out


@pytest.mark.parametrize(
    ("arguments", "home", "code"),
    [
        ((str(FILE),), "zhao-admin", 2),
        ((str(FILE), "--taken-at", "soon"), "zhao-admin", 2),
        ((str(FILE), "--taken-at", "now", "--dialect", "zte"), "zhao-admin", 2),
        (("/nonexistent", "--taken-at", "now"), "zhao-admin", 2),
        ((str(FILE), "--taken-at", "now"), "sun-approver", 4),
        ((str(FILE), "--taken-at", "now"), "li-reader", 4),
    ],
)
def test_refused(site: Site, arguments: tuple[str, ...], home: str, code: int) -> None:
    ran = bring(site, *arguments, home=home)

    assert (ran.code, ran.out) == (code, "")
    assert ran.err


def test_too_large_a_file_is_refused_by_its_size(site: Site, tmp_path: Path) -> None:
    file = tmp_path / "large.txt"
    file.write_bytes(bytes(MOST_BYTES + 100))
    ran = bring(site, str(file), "--taken-at", "now", home="zhao-admin")

    assert (ran.code, str(MOST_BYTES) in ran.err) == (2, True)
