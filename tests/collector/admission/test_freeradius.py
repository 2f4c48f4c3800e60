"""Lists as FreeRADIUS reads them; where the server is installed, it reads them itself."""

import shutil
import subprocess
from pathlib import Path

import pytest

from collector.admission.form import text
from collector.admission.freeradius import FreeRadius
from collector.ledger.admission_list import ListKind
from tests.support.admission_lines import ENDED, FIRST, SECOND

SERVER = shutil.which("freeradius", path="/usr/sbin:/usr/bin:/sbin:/usr/local/sbin")
# Only what rlm_files needs; -C checks the listener without opening it.
CONFIGURATION = """
libdir = /usr/lib/freeradius
logdir = {folder}
run_dir = {folder}
modules {{
    files {{ filename = {folder}/users }}
    pap {{ }}
}}
server default {{
    listen {{
        type = auth
        ipaddr = 127.0.0.1
        port = 0
    }}
    authorize {{
        files
        pap
    }}
    authenticate {{
        Auth-Type PAP {{
            pap
        }}
    }}
}}
"""


def test_blocked_are_rejected_and_allowed_have_themselves_as_password() -> None:
    assert FreeRadius().body(ListKind.BLOCK, [ENDED]) == [
        "# 3714992026000001 retired",
        "00005e005301 Auth-Type := Reject",
    ]
    assert FreeRadius().body(ListKind.ALLOW, [FIRST, SECOND]) == [
        "# 3714992026000001 admitted",
        '00005e005301 Cleartext-Password := "00005e005301"',
        "# infrastructure",
        '00005e0053fe Cleartext-Password := "00005e0053fe"',
    ]
    assert FreeRadius().undo(ListKind.ALLOW, [FIRST]) == ["# gone: 00005e005301"]


@pytest.mark.skipif(SERVER is None, reason="no FreeRADIUS here (Debian package freeradius): its own check cannot run")
@pytest.mark.parametrize("kind", ListKind)
def test_the_server_itself_reads_them(tmp_path: Path, kind: ListKind) -> None:
    made = text(FreeRadius(), kind, [FIRST, SECOND], "Mingce 2026-03-02T06:05:00Z")
    good, bad = checked(tmp_path / "good", made), checked(tmp_path / "bad", made + "00005e005309 Auth-Type = = x\n")

    assert good.returncode == 0, good.stdout[-2000:]
    assert "Configuration appears to be OK" in good.stdout
    assert bad.returncode != 0


def checked(folder: Path, users: str) -> subprocess.CompletedProcess[str]:
    assert SERVER is not None
    folder.mkdir()
    (folder / "users").write_text(users)
    (folder / "radiusd.conf").write_text(CONFIGURATION.format(folder=folder))
    command = [SERVER, "-XC", "-d", str(folder), "-n", "radiusd"]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
