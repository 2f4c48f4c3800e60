"""mingce … history."""

from tests.collector.cli.conftest import OTHER_UNIT, UNIT, Site


def test_terminals_history_in_words(site: Site) -> None:
    ran = site.collector.run("terminal", "history", site.reg_no, home="zhao-admin", lang="zh")

    for text in ("房间", "0312", "李**", "zhao-admin", "填报", "在网", "10.37.12.21 (CZJ-3F)"):
        assert text in ran.out
    assert "李明轩" not in ran.out


def test_one_field_as_json(site: Site) -> None:
    answer = site.collector.run("terminal", "history", site.reg_no, "--field", "room", "--json", home="zhao-admin").json

    assert [(step["value"], step["to_us"]) for step in answer["steps"]] == [("0312", None)]


def test_units_segments_and_peoples(site: Site) -> None:
    unit = site.collector.run("unit", "history", UNIT, home="zhao-admin")
    segment = site.collector.run("segment", "history", "CZJ-3F", home="zhao-admin")
    person = site.collector.run("person", "history", "李明轩", home="zhao-admin")

    assert (UNIT in unit.out, "10.37.12.0/24" in segment.out) == (True, True)
    assert ("199****0001" in person.out, "19900000001" in person.out) == (True, False)


def test_nothing_of_another_unit(site: Site) -> None:
    assert site.collector.run("unit", "history", OTHER_UNIT, home="li-reader").code == 0
    assert site.collector.run("unit", "history", UNIT, home="li-reader").code == 5
    assert site.collector.run("terminal", "history", site.reg_no, home="li-reader").code == 5
