from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.errors import InvalidValue
from collector.imports.sheets.headings import Field
from collector.imports.sheets.network_values import addresses, are_swapped, macs, vlan, written
from collector.imports.sheets.said import Level, Said, Unusable
from protocol.failure import Failure
from protocol.mac import MacAddress

OWN = (
    st.binary(min_size=6, max_size=6)
    .map(lambda octets: MacAddress(bytes([octets[0] & 0xFE]) + octets[1:]))
    .filter(lambda mac: mac.can_be_a_terminal)
)


@given(st.lists(OWN, min_size=1, max_size=8, unique=True))
def test_what_an_export_writes_is_read_back(values: list[MacAddress]) -> None:
    assert macs(Said(Field.MACS, (written(tuple(values)),))) == tuple(values)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    for reading in (macs, addresses, vlan):
        with suppress(Failure):
            reading(Said(Field.MACS, (text,)))


@pytest.mark.parametrize("text", ["FF-FF-FF-FF-FF-FF", "01-00-5E-00-00-01", "00-00-00-00-00-00"])
def test_addresses_of_no_terminal(text: str) -> None:
    with pytest.raises(InvalidValue):
        macs(Said(Field.MACS, (text,)))


@pytest.mark.parametrize(("text", "why"), [("02-00-5E-00-53-01", "randomised"), ("52-54-00-00-53-01", "virtual")])
def test_made_up_and_virtual_addresses_are_told(text: str, why: str) -> None:
    said = Said(Field.MACS, (text,))

    assert macs(said) is not None
    assert [item.level for item in said.findings] == [Level.WARNING]
    assert why in str(said.findings[0].why)


@pytest.mark.parametrize("text", ["127.0.0.1", "169.254.1.1", "0.0.0.0", "255.255.255.255", "10.1.1", "10.1.1.256"])
def test_addresses_nobody_is_registered_under(text: str) -> None:
    with pytest.raises(Failure):
        addresses(Said(Field.ADDRESSES, (text,)))


def test_nothing_and_dhcp() -> None:
    said = Said(Field.ADDRESSES, ("DHCP",))

    assert (addresses(said), macs(Said(Field.MACS, ("—",)))) == (None, None)
    assert [item.level for item in said.findings] == [Level.NOTE]


def test_an_address_among_the_macs() -> None:
    with pytest.raises(Unusable, match="is an IP address"):
        macs(Said(Field.MACS, ("10.37.12.21",)))
    assert are_swapped(Said(Field.MACS, ("10.37.12.21",)), Said(Field.ADDRESSES, ("0000-5e00-5301",)))


@pytest.mark.parametrize("text", ["0", "4095", "x", "1.5", "-1"])
def test_no_vlan(text: str) -> None:
    with pytest.raises(Unusable):
        vlan(Said(Field.VLAN, (text,)))
