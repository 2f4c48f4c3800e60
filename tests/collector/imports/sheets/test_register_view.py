from dataclasses import replace
from ipaddress import ip_network

from collector.imports.sheets.register_view import Finder, HeldSegment
from protocol.address import parse_address
from tests.support.ledger_rows import NUMBER, held, view


def test_a_terminal_is_found_by_all_it_is_known_by() -> None:
    finder = Finder(view(held(), replace(held(serial_no=None, reg_no="3714992026000002"), id="t2", adapters=())))

    assert finder.by_number[NUMBER].id == "t1"
    assert [item.id for item in finder.by_serial["PF3FAKE01"]] == ["t1"]
    assert [item.id for item in finder.by_mac["00-00-5E-00-53-01"]] == ["t1"]
    assert [item.id for item, _address in finder.by_address["10.37.12.21"]] == ["t1", "t2"]


def test_a_unit_s_own_segments_before_others() -> None:
    other = HeldSegment("s2", "ZW", "u2", (ip_network("10.37.0.0/16"),))
    finder = Finder(view(segments=[*view().segments, other]))

    assert [item.id for item in finder.segments_of("u1", parse_address("10.37.12.9"))] == ["s1"]
    assert [item.id for item in finder.segments_of("u1", parse_address("10.37.99.9"))] == ["s2"]
    assert finder.segments_of("u1", parse_address("2001:db8::1")) == []
