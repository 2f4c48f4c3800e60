"""mingce verify FILE: offline, with the key alone; which check failed, in both languages, and an exit code."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from collector.cli import packet_check
from collector.cli.failures import CommandFailed, ExitCode
from collector.trust import public_key, site_bundle
from collector.trust.keys import SigningKeyPair
from protocol.codec import encode
from tests.support.packets import PacketSite, open_packet_site

MINGCE = "from collector.cli.main import run; run()"
SPY = """
import atexit, json, sys
sys.argv[0] = "mingce"
events = []
sys.addaudithook(lambda event, _said: events.append(event) if event.startswith(("socket.", "sqlite3.")) else None)
atexit.register(lambda: print("SPIED" + json.dumps([sorted(sys.modules), events]), file=sys.stderr))
from collector.cli.main import run
run()
"""


@dataclass(frozen=True)
class Laid:
    """A packet, the key and the site bundle as files, as an investigator has them."""

    site: PacketSite
    packet: Path
    key: Path
    bundle: Path


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Laid]:
    folder = tmp_path_factory.mktemp("investigator")
    with open_packet_site(tmp_path_factory.mktemp("collector")) as site:
        found = Laid(site, folder / "case.packet", folder / "collector.pem", folder / "site-bundle.json")
        found.packet.write_bytes(site.packet())
        found.key.write_text(public_key.to_pem(site.key), encoding="ascii")
        made = site_bundle.make(
            site.door.rig.store.collector_id, "https://collector.example:7443", site.door.authority, site.keys
        )
        found.bundle.write_bytes(encode(made))
        yield found


def mingce(*arguments: str, lang: str = "en", program: str = MINGCE) -> subprocess.CompletedProcess[str]:
    """In an environment that knows no collector, no session and no home."""
    environment = {"PATH": os.environ["PATH"], "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-c", program, "--lang", lang, *arguments]
    root = Path(__file__).parents[3]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, env=environment, cwd=root)


def test_genuine_by_key_alone_without_store_or_network(laid: Laid) -> None:
    ran = mingce("verify", str(laid.packet), "--key", str(laid.key), program=SPY)
    said, _, spied = ran.stderr.partition("SPIED")
    modules, events = json.loads(spied)

    assert (ran.returncode, said, events) == (0, "", [])
    for text in ("genuine: every check held", "2026-17", "示例市公安局网安支队", "李**", "0312", "report "):
        assert text in ran.stdout
    assert not {"sqlalchemy", "sqlite3", "httpx", "uvicorn", "fastapi", "starlette", "agent"} & set(modules)
    assert not [name for name in modules if name.startswith(("collector.store", "collector.api", "collector.ingest"))]


def test_a_changed_byte_is_said_in_chinese_and_nothing_else_is_shown(laid: Laid, tmp_path: Path) -> None:
    file = tmp_path / "changed"
    file.write_bytes(laid.packet.read_bytes().replace(b"0312", b"0313"))
    ran = mingce("verify", str(file), "--key", str(laid.key), lang="zh")

    assert (ran.returncode, "0313" in ran.stdout, "李" in ran.stdout) == (1, False, False)
    assert "核验项「签名」" in ran.stdout


@pytest.mark.parametrize(
    ("change", "check"),
    [
        pytest.param(lambda file: file.replace(b"0312", b"0313"), "signature", id="changed"),
        pytest.param(lambda file: file[:-40], "packet-truncated", id="cut"),
    ],
)
def test_which_check_failed(laid: Laid, tmp_path: Path, change: object, check: str) -> None:
    assert callable(change)
    file = tmp_path / "changed"
    file.write_bytes(change(laid.packet.read_bytes()))
    believed = packet_check.trusted(laid.key, None)
    found = packet_check.judged(file, believed)
    shown = packet_check.as_json(believed, found)

    assert (shown["genuine"], shown["packet"]) == (False, None)
    assert check in [item["check"] for item in shown["failed"]]
    assert "NOT genuine" in packet_check.paragraphs(believed, found)[0]


def test_by_the_site_bundle(laid: Laid) -> None:
    believed = packet_check.trusted(None, laid.bundle)
    found = packet_check.judged(laid.packet, believed)

    assert believed.collector_id == laid.site.collector_id
    assert packet_check.as_json(believed, found)["genuine"] is True


def test_another_collectors_key_is_said_to_be_that(laid: Laid, tmp_path: Path) -> None:
    other = tmp_path / "other.pem"
    other.write_text(public_key.to_pem(SigningKeyPair(bytes(32)).public), encoding="ascii")
    found = packet_check.judged(laid.packet, packet_check.trusted(other, None))

    assert "wrong-key" in [item.check for item in found.outcome.failed]


def failure(laid: Laid, file: Path, key: Path | None, site: Path | None = None) -> ExitCode:
    with pytest.raises(CommandFailed) as failed:
        packet_check.judged(file, packet_check.trusted(key, site))
    return failed.value.code


def test_exit_codes_of_what_cannot_be_judged(laid: Laid, tmp_path: Path) -> None:
    later, none = tmp_path / "later", tmp_path / "none"
    later.write_bytes(laid.packet.read_bytes().replace(b"mingce-packet/0", b"mingce-packet/1"))

    assert failure(laid, later, laid.key) is ExitCode.USAGE
    assert failure(laid, laid.key, laid.key) is ExitCode.USAGE
    assert failure(laid, none, laid.key) is ExitCode.NOT_FOUND
    assert failure(laid, laid.packet, none) is ExitCode.NOT_FOUND
    assert failure(laid, laid.packet, laid.packet) is ExitCode.USAGE
    assert failure(laid, laid.packet, None, laid.key) is ExitCode.USAGE
    assert failure(laid, laid.packet, None) is ExitCode.USAGE
    assert failure(laid, laid.packet, laid.key, laid.bundle) is ExitCode.USAGE
    assert failure(laid, tmp_path, laid.key) is ExitCode.USAGE


def test_a_file_without_end_is_read_so_far_and_no_further(laid: Laid) -> None:
    assert failure(laid, Path("/dev/zero"), laid.key) is ExitCode.USAGE
    assert failure(laid, laid.packet, Path("/dev/zero")) is ExitCode.USAGE
