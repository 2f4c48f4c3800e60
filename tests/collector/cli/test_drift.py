"""mingce drift, against a running collector."""

from tests.collector.cli.conftest import OTHER_UNIT, Site


def test_figures_say_no_data_where_there_is_none(site: Site) -> None:
    ran = site.collector.run("drift", "--summary", home="zhao-admin", lang="zh")

    assert ran.code == 0, ran.err
    assert "账实相符率" in ran.out
    assert "无数据" in ran.out


def test_details_as_table_csv_and_json(site: Site) -> None:
    add = ("terminal", "add", "--unit", OTHER_UNIT, "--type", "printer")
    made = site.collector.do(*add, "--owner", "李明轩", "--json", home="zhao-admin").json
    site.collector.do("terminal", "approve", made["reg_no"], home="sun-approver")
    ask = ("drift", "--kind", "no-real-name")

    table = site.collector.run(*ask, home="zhao-admin", lang="zh")
    assert made["reg_no"] in table.out
    assert "未实名" in table.out
    assert "0.0% (0/1)" in table.out
    rows = site.collector.run(*ask, "--json", home="zhao-admin").json["rows"]
    assert made["reg_no"] in [row["reg_no"] for row in rows]
    csv = site.collector.run(*ask, "--csv", home="zhao-admin", lang="zh").out
    assert csv.startswith("\ufeff")
    assert made["reg_no"] in csv


def test_other_unit_sees_none_of_it(site: Site) -> None:
    ran = site.collector.run("drift", "--json", home="li-reader")

    assert site.reg_no not in ran.out
    assert {one["unit_name"] for one in ran.json["units"]} <= {OTHER_UNIT}


def test_what_nobody_observed_cannot_be_taken_over(site: Site) -> None:
    taking = ("drift", "accept", site.reg_no, "serial_no", "--reason", "核对无误")

    ran = site.collector.run(*taking, home="zhao-admin", lang="zh")

    assert ran.code == 2
    assert site.collector.run(*taking, home="sun-approver").code == 4


def test_unknown_terminal(site: Site) -> None:
    assert site.collector.run("drift", "--terminal", "0000000000000000", home="zhao-admin").code == 5
