"""mingce operator."""

from tests.collector.cli.conftest import Site
from tests.support.collector_process import PASSWORD


def test_accounts_with_roles_and_scope(site: Site) -> None:
    rows = site.collector.run("operator", "list", "--json", home="wang-sys").json

    roles = {row["name"]: row["role"] for row in rows}
    assert (roles["wang-sys"], roles["sun-approver"]) == ("sysadmin", "approver")
    assert next(row["state"] for row in rows if row["name"] == "bootstrap") == "disabled"


def test_bootstrap_is_closed(site: Site) -> None:
    socket = ("--collector", str(site.collector.listening["socket"]))
    account = ("operator", "bootstrap", "zhou-er", "--display-name", "周敏", "--role", "sysadmin", "--password-stdin")

    ran = site.collector.run(*socket, *account, home="root", stdin=f"{PASSWORD}\n")

    assert (ran.code, "three administrators exist" in ran.err) == (4, True)


def test_disabled_account_is_out_and_comes_back(site: Site) -> None:
    site.collector.add_operator("hu-wei", "reader")
    site.collector.do("operator", "disable", "hu-wei", "--reason", "离岗", home="wang-sec")
    assert site.collector.run("unit", "list", home="hu-wei").code == 4

    site.collector.do("operator", "enable", "hu-wei", "--reason", "返岗", home="wang-sec")
    site.collector.log_in("hu-wei")


def test_weak_password_is_explained(site: Site) -> None:
    account = ("operator", "add", "hu-san", "--display-name", "周敏", "--password-stdin")

    ran = site.collector.run(*account, home="wang-sys", stdin="abc123\n")

    assert (ran.code, "8 to 128" in ran.err, "abc123" in ran.err) == (2, True, False)
