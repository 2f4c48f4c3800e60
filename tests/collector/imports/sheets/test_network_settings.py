import pytest

from collector.imports.sheets.headings import Field
from collector.imports.sheets.network_settings import gateway, netmask, resolvers
from collector.imports.sheets.said import Said, Unusable


@pytest.mark.parametrize(
    ("cell", "found"),
    [("255.255.255.0", "255.255.255.0"), ("/24", "255.255.255.0"), (26.0, "255.255.255.192"), ("—", None)],
)
def test_netmasks(cell: str | float, found: str | None) -> None:
    assert netmask(Said(Field.NETMASK, (cell,))) == found


@pytest.mark.parametrize("cell", ["255.0.255.0", "0.0.0.0", "33", "255.255.255"])
def test_bits_that_are_no_netmask(cell: str) -> None:
    with pytest.raises(Unusable, match="is no netmask"):
        netmask(Said(Field.NETMASK, (cell,)))


def test_one_gateway_and_several_servers() -> None:
    assert gateway(Said(Field.GATEWAY, ("10.37.12.1",))) == "10.37.12.1"
    assert resolvers(Said(Field.RESOLVERS, ("10.37.0.2", "10.37.0.3"))) == "10.37.0.2、10.37.0.3"
    with pytest.raises(Unusable, match="several addresses"):
        gateway(Said(Field.GATEWAY, ("10.37.12.1、10.37.12.254",)))
