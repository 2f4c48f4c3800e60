"""The command as people meet it: help, languages, exit codes, sentences."""

import re

import pytest

from collector.cli import main
from collector.cli.failures import ExitCode
from tests.collector.cli.conftest import Site


@pytest.mark.parametrize("command", [(), *[(name,) for name in main.GROUPS]])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_command_explains_itself(site: Site, command: tuple[str, ...], lang: str) -> None:
    ran = site.collector.run(*command, "--help", lang=lang)

    assert ran.code == ExitCode.OK
    assert ran.out.startswith({"en": "Usage: mingce", "zh": "用法:mingce"}[lang])
    assert bool(re.search(r"[\u4e00-\u9fff]", ran.out)) is (lang == "zh")


def test_nothing_asked_is_usage(site: Site) -> None:
    ran = site.collector.run(lang="zh")

    assert (ran.code, "缺少命令" in ran.err) == (ExitCode.USAGE, True)


def test_version(site: Site) -> None:
    assert re.fullmatch(r"mingce \S+\n", site.collector.run("--version").out)


def test_unknown_command_and_option_are_usage(site: Site) -> None:
    assert site.collector.run("trac").code == ExitCode.USAGE
    assert site.collector.run("trace", "10.0.0.1", "--att", "now").code == ExitCode.USAGE


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--collector", "https://127.0.0.1:9", "--ca", "CA", "whoami"), ExitCode.UNREACHABLE, "cannot be reached"),
        (("--collector", "unix:/nowhere/x.sock", "whoami"), ExitCode.UNREACHABLE, "cannot be reached"),
        (("--collector", "http://127.0.0.1", "whoami"), ExitCode.USAGE, "neither an https address nor a socket"),
        (("--collector", "https://127.0.0.1:9", "--ca", "/nowhere", "whoami"), ExitCode.USAGE, "CA file"),
    ],
)
def test_unreachable_collector_is_one_sentence(
    site: Site, arguments: tuple[str, ...], code: ExitCode, said: str
) -> None:
    ran = site.collector.run(*[site.collector.ca if text == "CA" else text for text in arguments])

    assert ran.code == code
    assert said in ran.err
    assert "Traceback" not in ran.err
    assert ran.err.startswith("mingce: ")


def test_unreachable_collector_in_chinese(site: Site) -> None:
    ran = site.collector.run("--collector", "unix:/nowhere/x.sock", "whoami", lang="zh")

    assert "采集端 unix:/nowhere/x.sock:无法连接" in ran.err


def test_untrusted_certificate_is_said(site: Site, tmp_path_factory: pytest.TempPathFactory) -> None:
    from collector.clock import SystemClock
    from collector.trust.authority import Authority

    folder = tmp_path_factory.mktemp("other")
    other = folder / "ca.pem"
    other.write_text(Authority.open_or_make(folder / "authority", "other", SystemClock().now_us()).root_texts())

    ran = site.collector.run("--collector", site.collector.operators_url, "--ca", str(other), "whoami")

    assert ran.code == ExitCode.UNREACHABLE
    assert "not trusted" in ran.err


@pytest.mark.parametrize(
    ("arguments", "asked"),
    [(["--lang", "zh", "x"], "zh"), (["x", "--lang=en"], "en"), (["x"], None), (["--lang"], None)],
)
def test_language_is_found_before_parsing(arguments: list[str], asked: str | None) -> None:
    assert main.asked_language(arguments) == asked
