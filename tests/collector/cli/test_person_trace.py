"""mingce trace PERSON: with a reason only."""

from collector.cli.person_trace import paragraphs
from tests.collector.cli.conftest import UNIT, Site


def test_with_a_reason_a_name_is_a_persons(site: Site) -> None:
    ran = site.collector.run("trace", "李明轩", "--reason", "案件 2026-17", home="zhao-admin")

    assert ran.code == 0
    for text in ("李**", UNIT, site.reg_no, "00-00-5E-00-53-01", "0312"):
        assert text in ran.out


def test_without_a_reason_it_is_said_what_is_missing(site: Site) -> None:
    plain = site.collector.run("trace", "李明轩", home="zhao-admin")
    stated = site.collector.run("trace", "李明轩", "--person", home="zhao-admin", lang="zh")

    assert (plain.code, "--reason" in plain.err) == (5, True)
    assert (stated.code, "--reason" in stated.err) == (2, True)


def test_addresses_with_times_and_who_tells(site: Site) -> None:
    segment = {"name": "CZJ-3F"}
    address = {"mac": "M", "address": "10.37.12.21", "segment": segment, "first_us": 0, "last_us": 1_000_000}
    holding = {
        "held_as": "user",
        "from_us": 0,
        "to_us": None,
        "reg_no": site.reg_no,
        "terminal_type": "desktop",
        "status": "admitted",
        "hostname": None,
        "unit_name": UNIT,
        "building": None,
        "room": "0312",
        "adapters": [],
        "addresses": [address | {"is_heard": True, "is_claimed": False}],
    }
    person = {"id": "p", "name": "李**", "unit_name": UNIT, "department": None, "mobile": None, "office_phone": None}
    answer = {"person": person, "from_us": 0, "to_us": 5, "holdings": [holding], "is_cut": True}

    text = "\n".join(paragraphs(answer))

    assert "M 10.37.12.21 on CZJ-3F" in text
    assert "(heard)" in text
    assert "narrow the time" in text
