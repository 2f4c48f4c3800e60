from pathlib import Path

import pytest

from agent.antivirus.packages import Package
from agent.antivirus.self_styled import SelfStyled, from_package, from_units
from tests.support.captured_host import CapturedTables, host_of, lay_out


@pytest.mark.parametrize(
    ("name", "section", "says", "is_one"),
    [
        ("shield", "utils", "Shield antivirus", True),
        ("guard", "", "Guard Anti-Malware engine", True),
        ("some-edr", "admin", "host agent of Some EDR", True),
        ("zd", "misc", "某某杀毒软件", True),
        ("zd", "misc", "终端安全管理系统客户端", True),
        ("libshield1", "libs", "Shield antivirus - library", False),
        ("python3-shield", "python", "bindings to an antivirus", False),
        ("shield-doc", "doc", "Shield antivirus - documentation", False),
        ("ssg", "admin", "SCAP security guide", False),
        ("edrawmax", "misc", "diagrams and heedrless words", False),
        ("kysec", "misc", "麒麟安全中心", False),
    ],
)
def test_packages_own_words(name: str, section: str, says: str, is_one: bool) -> None:
    assert (from_package(Package(name, "1", section, says)) is not None) is is_one


def test_units(tmp_path: Path) -> None:
    files = {
        "usr/lib/systemd/system/guard.service": "[Unit]\nDescription = Guard antivirus engine\n[Service]\n",
        "usr/lib/systemd/system/cups.service": "[Unit]\nDescription=CUPS Scheduler\n",
        "usr/lib/systemd/system/guard.timer": "[Unit]\nDescription=Guard antivirus timer\n",
        "etc/systemd/system/no-words.service": "[Service]\nExecStart=/bin/true\n",
    }
    lay_out(files, tmp_path)

    assert list(from_units(host_of(tmp_path, CapturedTables({})))) == [
        SelfStyled("guard", None, "service:guard.service", "Guard antivirus engine")
    ]
