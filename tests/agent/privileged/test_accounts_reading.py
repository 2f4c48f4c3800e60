from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.errors import CouldNotLook
from agent.privileged.accounts_reading import parse_shadow, read_accounts
from agent.privileged.answers import AccountLock
from tests.support.captured_host import CapturedTables, host_of, lay_out


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("li:$6$salt$hash:19000:0:90:7:::", AccountLock("li", False, False, 90)),
        ("li:!$6$salt$hash:19000:0:90:7:::", AccountLock("li", False, True, 90)),
        ("li::19000:0:99999:7:::", AccountLock("li", True, False, 99_999)),
        ("li:*:19000:0::7:::", AccountLock("li", False, True, None)),
        ("li:x:19000:0:123456789:7:::", AccountLock("li", False, False, 99_999)),
        ("li:x:19000:0:-1:7:::", AccountLock("li", False, False, None)),
    ],
)
def test_shadow_line(line: str, expected: AccountLock) -> None:
    assert parse_shadow(f"# comment\n{line}\nhalf:a:line\n") == (expected,)


@given(st.text(), st.text(alphabet=st.characters(codec="ascii", exclude_characters=":\n"), min_size=8))
def test_no_text_makes_it_fail_and_no_hash_comes_out(text: str, secret: str) -> None:
    locks = parse_shadow(f"{text}\nli:$6${secret}:1:0:9:7:::\n")

    assert locks[-1] == AccountLock("li", False, False, 9)
    assert not any(secret in lock.name for lock in locks if secret not in text)


def test_only_accounts_a_person_logs_in_with(tmp_path: Path) -> None:
    files = {
        "etc/passwd": "li:x:1000:1000::/home/li:/bin/bash\nwww:x:33:33::/:/usr/sbin/nologin\n",
        "etc/shadow": "li:x:1:0:9:7:::\nwww:*:1:0:9:7:::\n",
    }
    lay_out(files, tmp_path)

    assert [lock.name for lock in read_accounts(host_of(tmp_path, CapturedTables({}))).locks] == ["li"]


def test_without_shadow_it_could_not_look(tmp_path: Path) -> None:
    lay_out({"etc/passwd": ""}, tmp_path)
    with pytest.raises(CouldNotLook, match="no /etc/shadow"):
        read_accounts(host_of(tmp_path, CapturedTables({})))
