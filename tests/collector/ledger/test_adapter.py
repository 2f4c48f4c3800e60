from ipaddress import ip_address

import pytest

from collector.errors import InvalidValue
from collector.ledger.adapter import Adapter, AdapterClass, RegisteredAddress
from protocol.mac import MacAddress


def test_an_adapter_belongs_to_one_terminal_unless_said() -> None:
    assert Adapter(mac=MacAddress.parse("02-00-5E-00-53-01")).checked().adapter_class is AdapterClass.FIXED


def test_a_group_mac_is_refused() -> None:
    with pytest.raises(InvalidValue, match="MAC address"):
        Adapter(mac=MacAddress.parse("01-00-5E-00-00-01")).checked()


def test_a_loopback_address_is_refused() -> None:
    with pytest.raises(InvalidValue, match="IP address"):
        RegisteredAddress(address=ip_address("127.0.0.1")).checked()
    assert RegisteredAddress(address=ip_address("2001:db8::1")).checked().segment_id is None
