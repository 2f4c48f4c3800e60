from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.accounts.automatic_login import (
    logged_in_automatically,
    parse_agetty,
    parse_gdm,
    parse_lightdm,
    parse_sddm,
    without_gaps,
)
from tests.support.captured_host import CapturedTables, host_of, lay_out


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("[daemon]\nAutomaticLoginEnable=true\nAutomaticLogin=li\n", {"li"}),
        ("[daemon]\nAutomaticLoginEnable=false\nAutomaticLogin=li\n", set()),
        ("[daemon]\n#AutomaticLoginEnable = true\nAutomaticLogin = li\n", set()),
        ("[daemon]\nTimedLoginEnable = True\nTimedLogin = wang\nTimedLoginDelay = 10\n", {"wang"}),
        ("no settings at all", set()),
    ],
)
def test_gdm(text: str, names: set[str]) -> None:
    assert parse_gdm(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("[Seat:*]\nautologin-user=li\nautologin-user-timeout=0\n", {"li"}),
        ("[SeatDefaults]\nautologin-user = wang\n", {"wang"}),
        ("[Seat:*]\nautologin-guest=true\nautologin-user=\n", set()),
        ("[LightDM]\nautologin-user=li\n", set()),
        ("[Seat:*]\n#autologin-user=li\n", set()),
    ],
)
def test_lightdm(text: str, names: set[str]) -> None:
    assert parse_lightdm(text) == names


def test_sddm() -> None:
    assert parse_sddm("[Autologin]\nUser=li\nSession=plasma\n") == {"li"}
    assert parse_sddm("[Autologin]\nUser=\n") == set()


def test_console() -> None:
    unit = "[Service]\nExecStart=\nExecStart=-/sbin/agetty --autologin root --noclear %I $TERM\n# --autologin nobody\n"

    assert parse_agetty(unit) == {"root"}
    assert parse_agetty("ExecStart=-/sbin/agetty -a li %I") == {"li"}
    assert parse_agetty("ExecStart=/bin/thing -a li") == set()


@given(st.text(alphabet=" \t\n\x0b\x1c\u3000a=[]"))
def test_gaps_are_no_work_without_end_and_mean_nothing(text: str) -> None:
    narrow = without_gaps(text)

    assert narrow.split() == text.split()
    assert narrow.count("\n") == text.count("\n")
    assert not any(one.isspace() and other.isspace() and "\n" not in one + other for one, other in pairwise(narrow))


@given(st.text())
def test_no_text_makes_it_fail(text: str) -> None:
    for parse in (parse_gdm, parse_lightdm, parse_sddm, parse_agetty):
        parse(text)
        parse(f"[daemon]\n[Seat:*]\n[Autologin]\nUser={text}\nautologin-user={text}\n")


def test_every_place_of_a_machine(tmp_path: Path) -> None:
    files = {
        "etc/gdm3/custom.conf": "[daemon]\nAutomaticLoginEnable=true\nAutomaticLogin=a\n",
        "usr/share/lightdm/lightdm.conf.d/95-kylin.conf": "[Seat:*]\nautologin-user=b\n",
        "etc/lightdm/lightdm.conf": "[Seat:*]\nautologin-user=c\n",
        "usr/lib/sddm/sddm.conf.d/x.conf": "[Autologin]\nUser=d\n",
        "etc/sddm.conf.d/y.conf": "[Autologin]\nUser=e\n",
        "etc/systemd/system/getty@tty1.service.d/override.conf": "[Service]\nExecStart=-/sbin/agetty -a f %I\n",
        "etc/systemd/system/other.service.d/override.conf": "[Service]\nExecStart=-/sbin/agetty -a g %I\n",
    }
    lay_out(files, tmp_path)

    assert logged_in_automatically(host_of(tmp_path, CapturedTables({}))) == (frozenset("abcdef"), [])
