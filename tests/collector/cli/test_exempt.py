"""mingce exempt."""

import csv
import io

import pytest

from tests.collector.cli.conftest import Site

ADD = ("exempt", "add", "--rule", "wireless-adapter", "--approval", "示例批复〔2026〕7号", "--reason", "外勤")


def test_granted_shown_extended_and_ended(site: Site) -> None:
    site.collector.reauthenticate("wang-sec")
    made = site.collector.do(*ADD, "--terminal", site.reg_no, "--until", "+30d", home="wang-sec")
    assert site.reg_no in made.out
    number = made.out.rpartition("(")[2].strip().rstrip(")")

    shown = site.collector.do("exempt", "show", number, home="wang-sec")
    assert ("示例批复〔2026〕7号" in shown.out, "all of it" in shown.out) == (True, True)
    assert (
        "up to high" in made.out,
        [line.split() for line in shown.out.splitlines()].count(["up", "to", "high"]),
    ) == (
        True,
        1,
    )
    again = ("--until", "+60d", "--approval", "示例批复〔2026〕8号", "--reason", "延期")
    site.collector.do("exempt", "extend", number, *again, home="wang-sec")
    assert [row["approval_no"] for row in site.collector.run("exempt", "list", "--json", home="zhao-admin").json] == [
        "示例批复〔2026〕8号"
    ]
    assert "示例批复〔2026〕8号" not in site.collector.do("exempt", "list", "--expiring", "30", home="wang-sec").out
    site.collector.do("exempt", "end", number, "--reason", "收回", home="wang-sec")
    assert site.collector.run("exempt", "show", number, home="wang-sec").code == 5
    journal = site.collector.do("journal", home="wang-audit").out
    assert ("exemption-added" in journal, "exemption-ended" in journal) == (True, True)
    assert site.collector.do("verify", home="wang-audit").code == 0


def test_a_number_that_is_a_formula_stays_text_in_a_spreadsheet(site: Site) -> None:
    site.collector.reauthenticate("wang-sec")
    evil = '=HYPERLINK("http://x")'
    add = ("exempt", "add", "--rule", "agent-missing", "--mac", "0000.5e00.5399", "--approval", evil, "--reason", "@x")
    site.collector.do(*add, "--until", "+1d", home="wang-sec")
    text = site.collector.do("exempt", "list", "--rule", "agent-missing", "--csv", home="wang-sec").out
    (row,) = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))

    assert (row["approval"], row["reason"]) == (f"'{evil}", "'@x")


@pytest.mark.parametrize(
    ("arguments", "home", "code", "says"),
    [
        (("--terminal", "{reg_no}", "--until", "2020-01-01"), "wang-sec", 2, "past"),
        (("--terminal", "{reg_no}", "--until", "2099-01-01"), "wang-sec", 2, "366 days"),
        (("--terminal", "{reg_no}", "--until", "soon"), "wang-sec", 2, "soon"),
        (("--terminal", "{reg_no}", "--until", "+1d", "--up-to", "info"), "wang-sec", 2, "low, medium, high, critical"),
        (
            (
                "--terminal",
                "{reg_no}",
            ),
            "wang-sec",
            2,
            "--until",
        ),
        (("--terminal", "{reg_no}", "--until", "+1d"), "zhao-admin", 4, "secadmin"),
        (("--terminal", "371499202600000", "--until", "+1d"), "wang-sec", 5, "{reg_no}"),
        (
            (
                "--until",
                "+1d",
            ),
            "wang-sec",
            2,
            "none is given",
        ),
        (("--mac", "0000.5e00.5301", "--until", "+1d"), "wang-sec", 2, "exempt the terminal"),
        (("--terminal", "{reg_no}", "--part", "tun0", "--until", "+1d"), "wang-sec", 5, "tun0"),
    ],
)
def test_what_is_refused(site: Site, arguments: tuple[str, ...], home: str, code: int, says: str) -> None:
    site.collector.reauthenticate("wang-sec")
    filled = [one.format(reg_no=site.reg_no) for one in arguments]
    ran = site.collector.run(*ADD, *filled, home=home)

    assert (ran.code, says.format(reg_no=site.reg_no) in ran.err) == (code, True), ran.err


def test_a_stale_password_without_a_terminal_to_ask_at(site: Site) -> None:
    """Whoever is not the security administrator learns so first."""
    assert site.collector.run("exempt", "end", "0" * 32, "--reason", "x", home="li-reader").code == 4
