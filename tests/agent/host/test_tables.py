import pytest

from agent.host.tables import Link


@pytest.mark.parametrize(("flags", "is_up"), [(0x1043, True), (0x1002, False), (0, False), (1, True)])
def test_link_is_up_by_its_administrative_flag(flags: int, is_up: bool) -> None:
    assert Link(2, "eth0", flags=flags).is_up is is_up
