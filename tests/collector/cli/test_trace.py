"""mingce trace."""

import pytest

from collector.cli.trace import clock_sentence
from tests.collector.cli.conftest import UNIT, Site


@pytest.mark.parametrize("question", ["10.37.12.21", "10。37。12。21", "0000-5e00-5301", "CZJ-YSK-01"])
def test_registered_address_leads_to_person_unit_and_room(site: Site, question: str) -> None:
    ran = site.collector.run("trace", question, home="zhao-admin")

    assert ran.code == 0
    for text in ("李**, 预算科, 199****0001", UNIT, "0312", site.reg_no):
        assert text in ran.out


def test_trace_in_chinese(site: Site) -> None:
    ran = site.collector.run("trace", "10.37.12.21", home="zhao-admin", lang="zh")

    for text in ("使用人", "该地址已登记", "房间"):
        assert text in ran.out


def test_nobody_is_exit_code_5(site: Site) -> None:
    ran = site.collector.run("trace", "10.37.12.99", home="zhao-admin")

    assert (ran.code, "nobody is known" in ran.out) == (5, True)


def test_as_of_before_it_was_registered(site: Site) -> None:
    assert site.collector.run("trace", "10.37.12.21", "--at", "2026-01-05 10:00", home="zhao-admin").code == 5


def test_future_is_refused(site: Site) -> None:
    ran = site.collector.run("trace", "10.37.12.21", "--at", "2126-01-05", home="zhao-admin")

    assert (ran.code, "future" in ran.err) == (2, True)


def test_other_unit_sees_nothing_of_it(site: Site) -> None:
    ran = site.collector.run("trace", "10.37.12.21", "--json", home="li-reader")

    assert "李" not in ran.out
    assert not [holder for item in ran.json["candidates"] for holder in item["holders"]]


def test_auditor_reads_no_business_data(site: Site) -> None:
    assert site.collector.run("trace", "10.37.12.21", home="wang-audit").code == 4


def test_a_clock_that_was_wrong_is_stated_with_both_times() -> None:
    clock = {"agent_id": "a", "said_us": 86_400_000_000, "at_us": 0, "offset_us": 86_400_000_000}
    told = clock_sentence(clock | {"is_off": True, "is_proven": True}, {"a": "CZJ-YSK-01"})
    behind = clock_sentence(clock | {"is_off": True, "is_proven": True, "offset_us": -86_400_000_000}, {})
    right = clock_sentence(clock | {"is_off": False, "is_proven": False, "offset_us": 300_000}, {})

    assert "CZJ-YSK-01 was 1 d AHEAD" in told
    assert "1970-01-02" in told
    assert "1 d BEHIND" in behind
    assert "right within 300 ms" in right
    assert "estimated" in right
