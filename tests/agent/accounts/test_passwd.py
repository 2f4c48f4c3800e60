from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.accounts.passwd import Person, asked_no_password, every_name, members, parse_passwd, persons
from agent.errors import CouldNotLook
from tests.support.captured_host import CapturedTables, host_of, lay_out

PASSWD = """\
root:x:0:0:root:/root:/bin/bash
daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
sync:x:4:65534:sync:/bin:/bin/sync
lightdm:x:107:114::/var/lib/lightdm:/bin/false
li:x:1000:1000:,,,:/home/li:/bin/bash
guest::1001:1001::/home/guest:
+::::::
+nis:x:5:5:::
broken line
bad:x:one:1::/:/bin/sh
"""


def test_only_those_a_person_logs_in_with() -> None:
    assert parse_passwd(PASSWD) == (Person("root", 0, False), Person("li", 1000, False), Person("guest", 1001, True))


@given(st.text())
def test_no_text_makes_it_fail(text: str) -> None:
    parse_passwd(text)
    members(text, "sudo")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nopasswdlogin:x:120:li, wang\n", {"li", "wang"}),
        ("nopasswdlogin:x:120:\nsudo:x:27:li\n", set()),
        ("other:x:120:li\n", set()),
    ],
)
def test_members(text: str, expected: set[str]) -> None:
    assert members(text, "nopasswdlogin") == expected


def test_of_a_machine(tmp_path: Path) -> None:
    lay_out({"etc/passwd": PASSWD, "etc/group": "nopasswdlogin:x:120:li\n"}, tmp_path)
    host = host_of(tmp_path, CapturedTables({}))

    assert [person.name for person in persons(host)] == ["root", "li", "guest"]
    assert asked_no_password(host) == {"li"}
    assert {"root", "lightdm", "li"} <= every_name(host)
    with pytest.raises(CouldNotLook, match="no /etc/passwd"):
        persons(replace(host, etc=tmp_path / "nowhere"))
