"""mingce trace --packet, mingce packets."""

import stat
from pathlib import Path

import pytest

from collector.cli.failures import CommandFailed
from collector.cli.packet import Wanted
from tests.collector.cli.conftest import Site

HANDOVER = ("--asked-by", "示例市公安局网安支队", "--case", "2026-17", "--approved-by", "周敏", "--reason", "协助调查")


def test_the_answer_and_where_its_packet_went(site: Site, tmp_path: Path) -> None:
    file = tmp_path / "case.packet"
    ran = site.collector.run("trace", "10.37.12.21", "--packet", str(file), *HANDOVER, home="zhao-admin")

    assert ran.code == 0, ran.err
    assert "李**" in ran.out
    assert f"packet {file}, SHA-256 " in ran.out
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    listed = site.collector.run("packets", home="zhao-admin", lang="en").out
    assert "示例市公安局网安支队" in listed
    assert "2026-17" in listed


def test_a_packet_of_a_person(site: Site, tmp_path: Path) -> None:
    file = tmp_path / "person.packet"
    asked = ("trace", "李明轩", "--person", "--packet", str(file), *HANDOVER, "--json")

    found = site.collector.run(*asked, home="zhao-admin").json

    assert found["packet"]["file"] == str(file)
    assert found["person"]["name"] == "李**"


def test_no_file_is_written_over(site: Site, tmp_path: Path) -> None:
    file = tmp_path / "case.packet"
    file.write_bytes(b"mine")
    ran = site.collector.run("trace", "10.37.12.21", "--packet", str(file), *HANDOVER, home="zhao-admin")

    assert (ran.code, file.read_bytes()) == (2, b"mine")


def test_no_file_stays_where_the_question_fails(site: Site, tmp_path: Path) -> None:
    file = tmp_path / "case.packet"
    ran = site.collector.run("trace", "NO-SUCH-PC", "--packet", str(file), *HANDOVER, home="zhao-admin")

    assert (ran.code, file.exists()) == (5, False)


@pytest.mark.parametrize("missing", ["--asked-by", "--case", "--approved-by", "--reason"])
def test_what_is_missing_is_named(missing: str) -> None:
    said = {name: None if name == missing else "x" for name in HANDOVER[::2]}
    wanted = Wanted(Path("x"), said["--asked-by"], said["--case"], said["--approved-by"])

    with pytest.raises(CommandFailed) as failure:
        wanted.form(said["--reason"])
    assert missing in failure.value.what


def test_a_hand_over_without_a_packet_is_refused() -> None:
    with pytest.raises(CommandFailed) as failure:
        Wanted(None, None, "2026-17", None).form(None)
    assert "--case" in failure.value.what
    assert Wanted(None, None, None, None).form("why") == {}
