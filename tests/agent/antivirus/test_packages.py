from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from agent.antivirus.packages import Package, installed_packages, parse_status, why_unread
from tests.support.captured_host import CapturedTables, host_of, lay_out

STATUS = """\
Package: qaxsafe
Status: install ok installed
Section: misc
Maintainer: somebody <nobody@example.invalid>
Version: 8.0.5-5340
Description: 终端安全
 A second line
 Version: no

Package: removed
Status: deinstall ok config-files
Version: 1

Package: last
Status: hold ok installed
"""


def test_only_what_is_installed(tmp_path: Path) -> None:
    lay_out({"var/lib/dpkg/status": STATUS}, tmp_path)
    host = host_of(tmp_path, CapturedTables({}))

    assert list(installed_packages(host)) == [
        Package("qaxsafe", "8.0.5-5340", "misc", "终端安全"),
        Package("last", "", "", ""),
    ]
    assert why_unread(host) is None


@given(st.lists(st.binary(max_size=50)))
def test_no_lines_make_it_fail(lines: list[bytes]) -> None:
    list(parse_status([b"Package: a\n", *lines, b"Status: install ok installed\n"]))


def test_a_pc_with_rpm(tmp_path: Path) -> None:
    lay_out({"var/lib/rpm/rpmdb.sqlite": ""}, tmp_path)
    host = host_of(tmp_path, CapturedTables({}))

    assert list(installed_packages(host)) == []
    assert "rpm is not read" in (why_unread(host) or "")


def test_a_pc_with_neither(tmp_path: Path) -> None:
    assert "no list" in (why_unread(host_of(tmp_path, CapturedTables({}))) or "")
