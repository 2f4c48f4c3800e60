"""Logging in from the command line."""

from tests.collector.cli.conftest import Site
from tests.support.collector_process import PASSWORD


def test_whoami_tells_role_and_rights(site: Site) -> None:
    told = site.collector.run("whoami", "--json", home="zhao-admin").json

    assert (told["name"], told["role"]) == ("zhao-admin", "unit-admin")


def test_wrong_password_is_refused_in_both_languages(site: Site) -> None:
    target = ("--collector", site.collector.operators_url, "--ca", site.collector.ca)
    for lang, said in (("en", "not logged in"), ("zh", "未登录")):
        ran = site.collector.run(*target, "login", "nobody-here", "--password-stdin", stdin="wrong\n", lang=lang)
        assert ran.code == 4
        assert said in ran.err


def test_password_is_never_an_argument(site: Site) -> None:
    ran = site.collector.run("login", "zhao-admin", "--password", PASSWORD)

    assert ran.code == 2


def test_no_terminal_to_type_at_is_said(site: Site) -> None:
    target = ("--collector", site.collector.operators_url, "--ca", site.collector.ca)

    ran = site.collector.run(*target, "login", "zhao-admin")

    assert ran.code == 2
    assert "--password-stdin" in ran.err


def test_logout_ends_the_session(site: Site) -> None:
    site.collector.add_operator("qian-jin", "reader")
    site.collector.do("logout", home="qian-jin")

    assert site.collector.run("whoami", home="qian-jin").code == 4


def test_session_file_is_private(site: Site) -> None:
    path = site.collector.folder / "homes/zhao-admin/mingce/sessions.json"

    assert path.stat().st_mode & 0o777 == 0o600
