import pytest

from agent.errors import PolicyRefused
from agent.outside.ceilings import targets_of
from protocol.policy import OutsideProbe

ONE, TWO = "192.0.2.1:443", "[2001:db8::1]:80"


def test_targets_in_the_order_named() -> None:
    assert tuple(map(str, targets_of(OutsideProbe((ONE, TWO), 600_000, 0)))) == (ONE, TWO)


@pytest.mark.parametrize(
    ("order", "why"),
    [
        (OutsideProbe((), 600_000, 0), "0 targets"),
        (OutsideProbe((ONE,), 600_000, 0), "1 targets"),
        (OutsideProbe((ONE, ONE), 600_000, 0), "1 targets"),
        (OutsideProbe(tuple(f"192.0.2.{n}:443" for n in range(1, 6)), 600_000, 0), "5 targets"),
        (OutsideProbe((ONE, TWO), 599_999, 0), "every 599999 ms"),
        (OutsideProbe((ONE, TWO), 0, 0), "every 0 ms"),
        (OutsideProbe((ONE, "www.example.org:443"), 600_000, 0), "www.example.org"),
        (OutsideProbe((ONE, "127.0.0.1:22"), 600_000, 0), "127.0.0.1"),
        (OutsideProbe((ONE, "192.0.2.9"), 600_000, 0), "192.0.2.9"),
    ],
)
def test_no_order_lifts_a_ceiling(order: OutsideProbe, why: str) -> None:
    with pytest.raises(PolicyRefused) as refused:
        targets_of(order)

    assert why in str(refused.value)
