from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.accounts.rules import parse_deepin, read_rules
from protocol.observations import PasswordRules
from tests.support.captured_host import CapturedTables, host_of, lay_out

KYLIN = {
    "etc/pam.d/common-password": "password requisite pam_pwquality.so\npassword required pam_unix.so remember=5\n",
    "etc/pam.d/common-auth": "auth required pam_faillock.so preauth deny=5 unlock_time=60\n",
    "etc/security/pwquality.conf": "minlen = 8\n",
    "etc/security/pwquality.conf.d/50-site.conf": "minclass = 3\n",
    "etc/login.defs": "#PASS_MAX_DAYS 1\nPASS_MAX_DAYS\t90\nPASS_MIN_LEN 5\n",
}
UOS = {
    "etc/pam.d/common-password": "password requisite pam_deepin_pw_check.so level=2\npassword required pam_unix.so\n",
    "etc/deepin/dde.conf": "[Password]\nSTRONG_PASSWORD = true\nPASSWORD_MIN_LENGTH = 10\nVALIDATE_REQUIRED = 3\n",
    "etc/login.defs": "PASS_MAX_DAYS 99999\n",
}
DEBIAN = {
    "etc/pam.d/common-password": "password [success=1 default=ignore] pam_unix.so obscure yescrypt\n",
    "etc/security/pwquality.conf": "minlen = 14\n",
    "etc/login.defs": "PASS_MAX_DAYS 99999\n",
}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (
            KYLIN,
            PasswordRules(
                8, 3, 90, 5, 5, 60,
                ("/etc/pam.d/common-password", "/etc/pam.d/common-auth", "/etc/security/pwquality.conf",
                 "/etc/security/pwquality.conf.d/50-site.conf", "/etc/login.defs"),
            ),
        ),
        (
            UOS,
            PasswordRules(
                10, 3, 99_999, None, None, None,
                ("/etc/pam.d/common-password", "/etc/deepin/dde.conf", "/etc/login.defs"),
            ),
        ),
        (
            DEBIAN,
            PasswordRules(
                None, None, 99_999, None, None, None,
                ("/etc/pam.d/common-password", "/etc/login.defs"),
            ),
        ),
        ({}, PasswordRules(None, None, None, None, None, None, ())),
    ],
    ids=["kylin", "uos", "debian: settings without the module", "nothing"],
)  # fmt: skip
def test_machine(files: dict[str, str], expected: PasswordRules, tmp_path: Path) -> None:
    lay_out(files, tmp_path)

    assert read_rules(host_of(tmp_path, CapturedTables({}))) == (expected, [])


def test_what_may_not_be_read_is_named(tmp_path: Path) -> None:
    lay_out({}, tmp_path)
    (tmp_path / "etc/login.defs").mkdir()
    _, unseen = read_rules(host_of(tmp_path, CapturedTables({})))

    assert len(unseen) == 1
    assert "login.defs" in unseen[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[Password]\nSTRONG_PASSWORD=true\n", (8, 1)),
        ("[Password]\nSTRONG_PASSWORD=false\nPASSWORD_MIN_LENGTH=20\n", (0, 0)),
        ("[Password]\nSTRONG_PASSWORD=true\nPASSWORD_MIN_LENGTH=many\n", (8, 1)),
        ("STRONG_PASSWORD=true\n", (0, 0)),
        ("[Other]\na=b\n", (0, 0)),
    ],
)
def test_deepin(text: str, expected: tuple[int, int]) -> None:
    assert parse_deepin(text) == expected


@given(st.text())
def test_no_text_makes_it_fail(text: str) -> None:
    parse_deepin(text)
    parse_deepin(f"[Password]\nSTRONG_PASSWORD=true\n{text}")
