"""mingce terminal show, form."""

from pathlib import Path

from tests.collector.cli.conftest import OTHER_UNIT, UNIT, Site


def test_card_in_groups_with_people_masked(site: Site) -> None:
    ran = site.collector.run("terminal", "show", "CZJ-YSK-01", home="zhao-admin", lang="zh")

    for text in ("单位与人员", "地点", "设备", "网络", "接入", UNIT, "李**", "199****0001", "10.37.12.21 (CZJ-3F)"):
        assert text in ran.out
    assert "李明轩" not in ran.out
    assert OTHER_UNIT not in ran.out


def test_before_it_was_registered_there_is_none(site: Site) -> None:
    assert site.collector.run("terminal", "show", site.reg_no, "--as-of", "2026-01-01", home="zhao-admin").code == 5


def test_form_is_written_for_its_owner_alone_and_journalled(site: Site, tmp_path: Path) -> None:
    path = tmp_path / "form.html"
    asked = ("terminal", "form", site.reg_no, "--reason", "签字存档", "--to", "财政局办公室", "-o", str(path))

    ran = site.collector.run(*asked, home="zhao-admin")
    entries = site.collector.client("wang-audit").get("journal", most=10_000)

    assert (ran.code, site.reg_no in ran.out) == (0, True)
    assert "李**" in path.read_text(encoding="utf-8")
    assert path.stat().st_mode & 0o077 == 0
    assert [entry["reason"] for entry in entries if entry["action"] == "form-printed"] == ["签字存档"]


def test_file_that_cannot_be_written_is_a_sentence(site: Site) -> None:
    ran = site.collector.run(
        "terminal", "form", site.reg_no, "--reason", "x", "-o", "/no/such/form.html", home="zhao-admin"
    )

    assert (ran.code, "/no/such/form.html" in ran.err) == (2, True)
