from pathlib import Path

import pytest

from agent.cli.advice import UNKNOWN, advice_for
from agent.privacy import WITHHELD
from agent.privileged.client import NOT_INSTALLED
from agent.probes import ALL_PROBES
from agent.probes.runner import ask
from tests.support.captured_host import NAMES, captured_host


@pytest.mark.parametrize(
    ("reason", "begins"),
    [
        (f"owners of ports: {NOT_INSTALLED}", "install the root helper"),
        (
            "accounts: the root helper at /run/mingce/helper.sock cannot be asked: Connection refused",
            "install the root",
        ),
        ("nl80211: family not registered: the kernel has no cfg80211 loaded", "nothing is needed"),
        ("read /etc/shadow: Permission denied (EACCES)", "run this as root"),
        ("process table: processes of others are hidden (mount option hidepid)", "let the agent's group"),
        ("/etc/mingce/antivirus.signed: not signed by this site's policy key", "have the list signed anew"),
        (WITHHELD, "nothing: it may not be said"),
        ("antivirus: the probe failed: ValueError: x", "report this line"),
    ],
)
def test_each_reason_has_its_own(reason: str, begins: str) -> None:
    (text,) = advice_for(reason)

    assert text.startswith(begins)


def test_every_part_is_advised_once() -> None:
    reason = f"accounts: {NOT_INSTALLED}; read /a: Permission denied; read /b: Permission denied"

    assert len(advice_for(reason)) == 2


def test_what_is_not_known_is_said() -> None:
    assert advice_for("something odd") == (UNKNOWN,)


@pytest.mark.parametrize("name", NAMES[::6])
def test_the_reasons_of_captured_machines_are_known(name: str, tmp_path: Path) -> None:
    reasons = [one.looked.reason for one in ask(ALL_PROBES, captured_host(name, tmp_path)) if one.looked.reason]

    assert any("install the root helper" in text for reason in reasons for text in advice_for(reason))
