from dataclasses import replace
from ipaddress import ip_address, ip_network

from collector.presence.attachment import is_told_elsewhere, network_of, recognise
from protocol.identity import AdapterId
from protocol.observations import InterfaceAddress
from tests.support.agent_voice import attachment
from tests.support.scenario import GATEWAY, SEGMENT, STRANGER

HERE = attachment("00-00-5E-00-53-01", "10.37.12.21")
TWIN = replace(SEGMENT, id="7" * 32, name="twin", unit_id="9" * 32, gateway_macs=frozenset({STRANGER}))


def test_prefix_names_the_segment() -> None:
    assert recognise(HERE, [SEGMENT], None).segment == SEGMENT


def test_same_prefix_elsewhere_is_told_apart_by_the_gateways_mac() -> None:
    assert recognise(HERE, [TWIN, SEGMENT], TWIN.unit_id).segment == SEGMENT
    assert recognise(replace(HERE, gateway_macs=(STRANGER,)), [TWIN, SEGMENT], None).segment == TWIN


def test_then_by_the_terminals_unit() -> None:
    silent = replace(HERE, gateway_macs=())

    assert recognise(silent, [TWIN, SEGMENT], SEGMENT.unit_id).segment == SEGMENT


def test_otherwise_it_is_ambiguous_and_says_so() -> None:
    found = recognise(replace(HERE, gateway_macs=()), [TWIN, SEGMENT], None)

    assert found.segment is None
    assert set(found.rivals) == {TWIN.id, SEGMENT.id}
    assert "twin" in found.why


def test_unlisted_gateway_is_a_finding_not_a_miss() -> None:
    assert recognise(replace(HERE, gateway_macs=(STRANGER,)), [SEGMENT], None).segment == SEGMENT
    assert GATEWAY in SEGMENT.gateway_macs


def test_other_network_is_no_segment() -> None:
    assert recognise(replace(HERE, prefixes=(ip_network("192.168.1.0/24"),)), [SEGMENT], None).segment is None


def test_network_of_an_address() -> None:
    item = InterfaceAddress(AdapterId("a" * 32), "eth0", ip_address("10.37.12.21"), 24, "global", False, False)

    assert network_of(item) == ip_network("10.37.12.0/24")


def test_addresses_of_another_declared_segment_were_told_there() -> None:
    upstairs = replace(SEGMENT, id="8" * 32, prefixes=(ip_network("10.37.13.0/24"),))
    old, new, private = (ip_address(text) for text in ("10.37.12.21", "10.37.13.21", "192.168.1.7"))

    assert is_told_elsewhere([old], upstairs, [SEGMENT, upstairs])
    assert not is_told_elsewhere([old, new], upstairs, [SEGMENT, upstairs])
    assert not is_told_elsewhere([private], upstairs, [SEGMENT, upstairs])
    assert not is_told_elsewhere([], upstairs, [SEGMENT, upstairs])
