"""mingce admission export, exports."""

from pathlib import Path

from tests.collector.cli.conftest import Site

FOR = ("--to", "示例市大数据局网络科", "--reason", "年度核对")


def test_a_list_is_shown_compared_written_and_recorded(site: Site, tmp_path: Path) -> None:
    file = tmp_path / "allow.txt"
    asked = ("admission", "export", "--kind", "allow", "--form", "cisco", *FOR)
    shown = site.collector.run(*asked, "--dry-run", home="zhao-admin")
    compared = site.collector.run(*asked, "--dry-run", "--diff", home="zhao-admin", lang="zh")
    written = site.collector.run(*asked, "-o", str(file), home="zhao-admin")
    listed = site.collector.run("admission", "exports", home="zhao-admin", lang="zh")
    again = site.collector.run(*asked, "--diff", "--dry-run", home="zhao-admin")

    assert (shown.code, compared.code, written.code) == (0, 0, 0), written.err
    assert " permit host 0000.5e00.5301 any" in shown.out
    assert "在网" in compared.out
    assert "the hand-over is on record as number" in written.out
    assert " permit host 0000.5e00.5301 any" in file.read_text("ascii")
    assert "示例市大数据局网络科" in listed.out
    assert "允许名单" in listed.out
    assert "Nothing changed since the last one." in again.out


def test_what_is_refused_is_said(site: Site, tmp_path: Path) -> None:
    unknown = site.collector.run("admission", "export", "--kind", "block", "--form", "zte", *FOR, home="zhao-admin")
    nowhere = site.collector.run(
        "admission", "export", "--kind", "block", "--form", "h3c", *FOR, "-o", str(tmp_path / "x" / "y"),
        home="zhao-admin",
    )  # fmt: skip

    assert (unknown.code, nowhere.code) == (2, 2)
    assert "huawei, h3c, ruijie, cisco, freeradius" in unknown.err
    assert "check its name" in nowhere.err
