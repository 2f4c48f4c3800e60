"""Accounts of machines shaped like Kylin's, UOS' and Debian's, with root's word and without."""

from dataclasses import replace
from pathlib import Path

from agent.privileged.direct import Direct
from agent.probes.accounts import AccountsProbe
from agent.probes.probe import Seen
from agent.probes.runner import ask
from protocol.codec import encode
from protocol.observations import LocalAccount, PasswordRules
from tests.agent.accounts.test_log_ins import AT, record
from tests.support.captured_host import CapturedTables, host_of, lay_out

HASH = "$6$saltsaltsalt$" + "Zz9" * 28
PASSWD = (
    "root:x:0:0:root:/root:/bin/bash\nlightdm:x:107:114::/var/lib/lightdm:/bin/false\n"
    "li:x:1000:1000::/home/li:/bin/bash\nwang:x:1001:1001::/home/wang:/bin/bash\n"
)
KYLIN = {
    "etc/passwd": PASSWD,
    "etc/group": "nopasswdlogin:x:120:wang\n",
    "etc/shadow": f"root:!:1:0:99999:7:::\nlightdm:*:1:0:99999:7:::\nli:{HASH}:1:0:90:7:::\nwang:{HASH}:1:0:90:7:::\n",
    "etc/pam.d/common-password": "password requisite pam_pwquality.so minlen=8 minclass=3\n",
    "etc/login.defs": "PASS_MAX_DAYS 60\n",
    "etc/lightdm/lightdm.conf": "[Seat:*]\nautologin-user=li\n",
    "proc/sys/kernel/arch": "x86_64\n",
}


def lay_out_kylin(folder: Path) -> None:
    lay_out(KYLIN, folder)
    (folder / "var/log").mkdir(parents=True)
    (folder / "var/log/wtmp").write_bytes(record("li", AT) + record("domain-user", AT + 1) + record("lightdm", AT))


def test_with_root(tmp_path: Path) -> None:
    lay_out_kylin(tmp_path)
    host = host_of(tmp_path, CapturedTables({}))
    sources = ("/etc/pam.d/common-password", "/etc/login.defs", "/etc/shadow")

    assert AccountsProbe().look(replace(host, privileged=Direct(host))) == Seen(
        (
            PasswordRules(8, 3, 99_999, None, None, None, sources),
            LocalAccount("root", 0, False, True, False, None),
            LocalAccount("li", 1000, False, False, True, AT * 1_000_000 + 250_000),
            LocalAccount("wang", 1001, True, False, False, None),
            LocalAccount("domain-user", None, None, None, False, (AT + 1) * 1_000_000 + 250_000),
        )
    )


def test_without_root_it_says_what_it_cannot_know(tmp_path: Path) -> None:
    lay_out_kylin(tmp_path)
    looking = AccountsProbe().look(host_of(tmp_path, CapturedTables({})))

    assert isinstance(looking, Seen)
    rules, root, li, wang, _ = looking.observations
    assert isinstance(rules, PasswordRules)
    assert rules.most_days == 60
    assert (root, li) == (
        LocalAccount("root", 0, None, None, False, None),
        LocalAccount("li", 1000, None, None, True, AT * 1_000_000 + 250_000),
    )
    assert isinstance(wang, LocalAccount)
    assert wang.has_empty_password, "the greeter asks it for none, and everybody may see that"
    assert looking.partly == "accounts' passwords: the root helper is not installed"


def test_no_hash_in_what_would_be_said(tmp_path: Path) -> None:
    lay_out_kylin(tmp_path)
    (tmp_path / "etc/passwd").write_text(PASSWD + f"old:{HASH}:1002:1002::/home/old:/bin/sh\n")
    host = host_of(tmp_path, CapturedTables({}))
    (answered,) = ask((AccountsProbe(),), replace(host, privileged=Direct(host)))
    said = b"".join(encode(item) for item in answered.whole)

    assert b'"old"' in said
    assert HASH[-30:].encode() not in said
    assert b"$6$" not in said


def test_an_empty_machine(tmp_path: Path) -> None:
    lay_out({}, tmp_path)
    looking = AccountsProbe().look(host_of(tmp_path, CapturedTables({})))

    assert isinstance(looking, Seen)
    assert looking.observations == (PasswordRules(None, None, None, None, None, None, ()),)
    assert "there is no /etc/passwd" in (looking.partly or "")
