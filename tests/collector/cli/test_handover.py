"""mingce unit hand-over, hand-overs; mingce person leave."""

from tests.collector.cli.conftest import Site


def test_handed_over_and_listed(site: Site) -> None:
    unit = "示例市统计局"
    site.collector.do("unit", "add", unit, "--region", "371499", home="zhao-admin")
    for name, number in (("何建民", "1"), ("方晓雯", "2")):
        person = ("person", "add", name, "--unit", unit, "--department", "办公室", "--mobile", f"1990000010{number}")
        site.collector.do(*person, home="zhao-admin")
    site.collector.do("unit", "change", unit, "--administrator", "何建民", home="zhao-admin")
    plain = site.collector.run("unit", "change", unit, "--administrator", "方晓雯", home="zhao-admin")
    assert (plain.code, "hand-over" in plain.err) == (4, True)
    assert site.collector.run("person", "leave", "何建民", "--reason", "退休", home="zhao-admin").code == 4

    what = ("--items", "台账、口令信封", "--filing-no", "示数备〔2026〕3号")
    told = site.collector.do("unit", "hand-over", unit, "--to", "方晓雯", *what, home="zhao-admin")
    assert "示数备〔2026〕3号" in told.out
    listed = site.collector.do("unit", "hand-overs", "--unit", unit, home="zhao-admin").out
    assert ("台账、口令信封" in listed, unit in listed) == (True, True)
    assert "has left" in site.collector.do("person", "leave", "何建民", "--reason", "退休", home="zhao-admin").out
