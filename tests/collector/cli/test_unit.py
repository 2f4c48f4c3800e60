"""mingce unit."""

from tests.collector.cli.conftest import OTHER_UNIT, UNIT, Site


def test_list_in_chinese_aligns_wide_letters(site: Site) -> None:
    ran = site.collector.run("unit", "list", home="zhao-admin", lang="zh")

    assert ran.out.splitlines()[0].startswith("名称")
    assert {UNIT, OTHER_UNIT} <= {line.split()[0] for line in ran.out.splitlines()[2:]}


def test_wrong_name_suggests_the_near_one(site: Site) -> None:
    ran = site.collector.run("unit", "show", "示例市财政居", home="zhao-admin")

    assert ran.code == 5
    assert f"did you mean {UNIT}" in ran.err


def test_bad_value_names_field_and_remedy(site: Site) -> None:
    ran = site.collector.run("unit", "add", "示例市教育局", "--region", "37149", home="zhao-admin")

    assert ran.code == 2
    assert "'37149'" in ran.err
    assert "371499" in ran.err


def test_twice_the_same_is_refused(site: Site) -> None:
    assert site.collector.run("unit", "add", UNIT, "--region", "371499", home="zhao-admin").code == 4


def test_responsible_people_are_shown_masked(site: Site) -> None:
    site.collector.do("unit", "change", UNIT, "--administrator", "李明轩", "--reason", "任命", home="zhao-admin")

    ran = site.collector.run("unit", "show", UNIT, home="zhao-admin")

    assert "李**" in ran.out
    assert "李明轩" not in ran.out


def test_scope_hides_other_units(site: Site) -> None:
    rows = site.collector.run("unit", "list", "--json", home="li-reader").json

    assert [row["name"] for row in rows] == [OTHER_UNIT]
    assert site.collector.run("unit", "show", UNIT, home="li-reader").code == 5


def test_as_of_before_anything_was_there(site: Site) -> None:
    assert site.collector.run("unit", "list", "--json", "--as-of", "2026-01-01", home="zhao-admin").json == []


def test_unreadable_time_is_a_sentence(site: Site) -> None:
    ran = site.collector.run("unit", "list", "--as-of", "gestern", home="zhao-admin")

    assert (ran.code, "cannot be read as a time" in ran.err) == (2, True)
