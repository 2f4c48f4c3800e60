import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.accounts.pam import Asked, Module, parse_settings, parse_stack, what_is_asked

DEBIAN = """\
# here are the per-package modules (the "Primary" block)
password\trequisite\t\t\tpam_pwquality.so retry=3
password\t[success=1 default=ignore]\tpam_unix.so obscure use_authtok try_first_pass yescrypt remember=5
@include common-account
"""
OPENEULER = """\
auth        required      pam_faillock.so preauth audit deny=3 even_deny_root unlock_time=300
-auth       [default=die] /lib64/security/pam_faillock.so authfail audit deny=5 unlock_time=300
password    requisite     pam_cracklib.so try_first_pass retry=3 minlen=12 \\
            dcredit=-1 ucredit=-1 lcredit=-1 ocredit=-1
password    required      pam_pwhistory.so
"""


def test_stack() -> None:
    assert parse_stack(DEBIAN) == (
        Module("password", "pam_pwquality", {"retry": "3"}),
        Module(
            "password",
            "pam_unix",
            {"obscure": "", "use_authtok": "", "try_first_pass": "", "yescrypt": "", "remember": "5"},
        ),
    )


@pytest.mark.parametrize(
    ("text", "settings", "length", "classes", "remembers", "after", "seconds"),
    [
        ("", {}, None, None, None, None, None),
        ("password required pam_unix.so obscure", {}, None, None, None, None, None),
        (DEBIAN, {}, 8, 0, 5, None, None),
        (DEBIAN, {"pam_pwquality": {"minlen": "10", "minclass": "3"}}, 10, 3, 5, None, None),
        (DEBIAN, {"pam_pwquality": {"minlen": "2"}}, 6, 0, 5, None, None),
        (OPENEULER, {}, 12, 4, 10, 3, 300),
        ("password requisite pam_cracklib.so", {}, 6, 0, None, None, None),
        ("password requisite pam_cracklib.so minlen=12", {}, 8, 0, None, None, None),
        ("password requisite pam_pwquality.so minlen=9", {"pam_pwquality": {"minlen": "14"}}, 9, 0, None, None, None),
        ("auth required pam_faillock.so preauth", {}, None, None, None, 3, 600),
        ("auth required pam_faillock.so", {"pam_faillock": {"deny": "5"}}, None, None, None, 5, 600),
        ("auth required pam_faillock.so deny=0", {}, None, None, None, None, None),
        ("auth required pam_faillock.so unlock_time=never", {}, None, None, None, 3, 2**31),
        ("auth required pam_tally2.so onerr=fail deny=5 unlock_time=900", {}, None, None, None, 5, 900),
        ("# password requisite pam_pwquality.so minlen=20", {}, None, None, None, None, None),
    ],
)
def test_what_is_asked(
    text: str,
    settings: dict[str, dict[str, str]],
    length: int | None,
    classes: int | None,
    remembers: int | None,
    after: int | None,
    seconds: int | None,
) -> None:
    assert what_is_asked(parse_stack(text), settings) == Asked(length, classes, remembers, after, seconds, settings)


def test_settings_file() -> None:
    text = "# comment\n minlen = 10\nenforce_for_root\ndcredit=-1 # a digit\nrubbish here too\n"

    assert parse_settings(text.split("\n")) == {"minlen": "10", "enforce_for_root": "", "dcredit": "-1"}


@given(st.text(), st.text())
def test_no_text_makes_it_fail(stack: str, settings: str) -> None:
    lines = parse_settings(settings.split("\n"))
    what_is_asked(parse_stack(f"{stack}\npassword requisite pam_pwquality.so minlen={stack}"), {"pam_pwquality": lines})
