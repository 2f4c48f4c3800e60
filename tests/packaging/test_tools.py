"""What scripts/package is made of, piece by piece, on this machine's own files."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from scripts.packages import manual
from scripts.packages.assemble import assemble
from scripts.packages.bundle import sign, write_sums
from scripts.packages.commands import commands
from scripts.packages.product import MACHINES, ROOT, SIDES
from scripts.packages.recipe import recipe

EPOCH = 1_767_225_600


@pytest.fixture(scope="module")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small stand-in for what packaging/runtime/build makes: this interpreter and three modules of its library."""
    root = tmp_path_factory.mktemp("runtime")
    library = root / "python/lib/python3.11"
    (root / "python/bin").mkdir(parents=True)
    (library / "test").mkdir(parents=True)
    (root / "licences").mkdir()
    (root / "licences/openssl.txt").write_text("Apache-2.0")
    (root / "python/bin/python3.11").write_text("#!/bin/sh\n")
    (library / "os.py").write_text("WORDS = frozenset({'a', 'b', 'c', 'd', 'e'})\n")
    (library / "test/test_os.py").write_text("")
    return root


def wheel(folder: Path, name: str, files: dict[str, str]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for inside, text in files.items():
            archive.writestr(inside, text)
    return path


def assembled(folder: Path, runtime: Path) -> Path:
    wheels = folder / "wheels"
    wheel(wheels, "h11", {"h11/__init__.py": "", "h11/tests/x.py": "", "h11-1.0.dist-info/LICENSE.txt": "MIT"})
    wheel(wheels, "pip", {"pip/__init__.py": ""})
    program = wheel(
        folder / "program", "mingce", {f"{name}/__init__.py": "" for name in ("agent", "collector", "protocol")}
    )
    side = SIDES["agent"]
    return assemble(side, runtime, wheels, program, Path(sys.executable), folder / "tree", EPOCH)


def test_layout_holds_one_side_and_nothing_to_install_with(tmp_path: Path, runtime: Path) -> None:
    root = assembled(tmp_path, runtime)
    site = root / "lib/python3.11/dist-packages"

    assert {path.name for path in site.iterdir() if path.name != "__pycache__"} == {
        "agent", "protocol", "h11", "h11-1.0.dist-info",
    }  # fmt: skip
    assert not (site / "h11/tests").exists()
    assert not (root / "lib/python3.11/test").exists()
    assert (root / "licences/h11/LICENSE.txt").read_text() == "MIT"
    assert (root / "licences/runtime/openssl.txt").exists()
    assert "from agent.cli.main import run" in (root / "bin/mingce-agent").read_text()
    assert (root / "bin/mingce-agent").stat().st_mode & 0o777 == 0o755


def test_same_inputs_give_the_same_bytes_in_another_folder(tmp_path: Path, runtime: Path) -> None:
    first = assembled(tmp_path / "here", runtime)
    second = assembled(tmp_path / "further" / "away", runtime)

    def contents(root: Path) -> dict[str, tuple[bytes, int, int]]:
        return {
            str(path.relative_to(root)): (path.read_bytes(), path.stat().st_mode, int(path.stat().st_mtime))
            for path in root.rglob("*")
            if path.is_file()
        }

    assert contents(first) == contents(second)
    assert any(name.endswith(".pyc") for name in contents(first))


def test_recipe_names_every_file_and_keeps_changed_settings(tmp_path: Path) -> None:
    for name in ("opt/mingce-agent/bin/mingce-agent", "etc/mingce/agent.toml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    (tmp_path / "usr/bin").mkdir(parents=True)
    (tmp_path / "usr/bin/mingce-agent").symlink_to("/opt/mingce-agent/bin/mingce-agent")

    told = recipe(SIDES["agent"], MACHINES["aarch64"], "deb", "0.1", tmp_path, EPOCH)
    kinds = {entry["dst"]: entry.get("type") for entry in told["contents"]}

    assert kinds["/etc/mingce/agent.toml"] == "config|noreplace"
    assert kinds["/usr/bin/mingce-agent"] == "symlink"
    assert kinds["/etc/mingce"] == "dir"
    assert "/usr/bin" not in kinds
    assert told["arch"] == "arm64"
    assert all(Path(path).is_file() for path in told["scripts"].values())


@pytest.mark.parametrize(("side", "deep"), [("agent", "mingce-agent enrol"), ("collector", "mingce ledger import")])
def test_pages_hold_every_command(side: str, deep: str, tmp_path: Path) -> None:
    found = commands(side, "en", ROOT)
    page = manual.man_page(found, "en", "1.0", "2026-01-01")
    assert deep in {one.path for one in found}
    assert f".SS {deep.replace('-', chr(92) + '-')}" in page
    script = tmp_path / "completion"
    script.write_text(manual.completion(found), encoding="utf-8")
    words = deep.split()
    ask = (
        f"source {script}; COMP_WORDS=({' '.join(words[:-1])} {words[-1][:3]}); COMP_CWORD={len(words) - 1}; "
        f'_{words[0].replace("-", "_")}; printf "%s\\n" "${{COMPREPLY[@]}}"'
    )
    told = subprocess.run(["bash", "-c", ask], capture_output=True, text=True, timeout=60, check=True)

    assert words[-1] in told.stdout.split()


def test_chinese_page_is_chinese() -> None:
    page = manual.man_page(commands("agent", "zh", ROOT), "zh", "1.0", "2026-01-01")

    assert ".SH 命令" in page
    assert "用法" in page


def make_bundle(folder: Path) -> Path:
    """A signed folder with a package of this machine that dpkg would refuse: no test installs anything here."""
    folder.mkdir()
    for kind in ("deb", "rpm"):
        for machine in ("amd64", "arm64"):
            (folder / f"mingce-agent_1.0_{machine}.{kind}").write_text("no package")
    key = folder.parent / "maintainers.key"
    subprocess.run(
        ["openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", str(key)], check=True, timeout=60
    )
    sign(write_sums(folder), key)
    return folder


@pytest.mark.skipif(shutil.which("openssl") is None, reason="the command openssl is missing (Debian package openssl)")
@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        pytest.param("SHA256SUMS", "not signed by that key", id="sums-changed"),
        pytest.param("mingce-agent_1.0_*", "not what was signed", id="package-changed"),
        pytest.param("SHA256SUMS.sig", "not signed by that key", id="signature-changed"),
    ],
)
def test_installer_refuses_what_was_changed(tmp_path: Path, spoil: str, says: str) -> None:
    folder = make_bundle(tmp_path / "stick")
    for path in folder.glob(spoil):
        # The last byte: openssl reads no further than the longest signature, so one more byte may never be seen.
        written = path.read_bytes()
        path.write_bytes(written[:-1] + bytes([written[-1] ^ 1]))

    # `id` and `dpkg` of its own: it believes itself root, and reaches the checks without touching this machine.
    programs = tmp_path / "bin"
    programs.mkdir()
    for name, body in (("id", "echo 0"), ("dpkg", "echo dpkg >>calls; exit 1"), ("rpm", "echo rpm >>calls; exit 1")):
        (programs / name).write_text(f"#!/bin/sh\ncd {tmp_path}\n{body}\n")
        (programs / name).chmod(0o755)
    done = subprocess.run(
        [str(folder / "install.sh"), "--site", "/nonexistent"],
        env={"PATH": f"{programs}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (done.returncode, says in done.stderr) == (3, True), done.stderr
    assert not (tmp_path / "calls").exists()
