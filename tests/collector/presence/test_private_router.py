from dataclasses import replace
from ipaddress import ip_address

import pytest

from collector.presence.private_router import WEIGHTS, Holder, Path, Sign, score, source_differs
from protocol.mac import MacAddress
from tests.support.scenario import MAC_1, SEGMENT

NAT_BOX = MacAddress.parse("00-00-5E-00-53-77")
HOLDER = Holder(SEGMENT.id, SEGMENT.name, SEGMENT.unit_id, NAT_BOX)
BEHIND = Path(ip_address("10.37.12.80"), own_macs=frozenset({MAC_1}), holder=HOLDER)
AT_HOME = Path(ip_address("10.37.12.21"), own=frozenset({ip_address("10.37.12.21")}), is_attached=True)


@pytest.mark.parametrize(
    ("path", "signs"),
    [
        pytest.param(AT_HOME, [], id="the-address-it-has"),
        pytest.param(BEHIND, [Sign.SOURCE_DIFFERS], id="nat-alone"),
        pytest.param(replace(BEHIND, others_behind=2), [Sign.SOURCE_DIFFERS, Sign.SEVERAL_BEHIND], id="three-behind"),
        pytest.param(
            replace(BEHIND, holder=replace(HOLDER, maker="Tp-Link")),
            [Sign.SOURCE_DIFFERS, Sign.CONSUMER_MAKER],
            id="home-router",
        ),
        pytest.param(replace(BEHIND, own_macs=frozenset({NAT_BOX})), [], id="its-own-mac-holds-the-source"),
        pytest.param(
            replace(AT_HOME, source=ip_address("10.37.13.9"), own_macs=frozenset({NAT_BOX}), holder=HOLDER),
            [],
            id="still-its-old-lease-on-another-segment",
        ),
        pytest.param(
            replace(AT_HOME, source=ip_address("10.37.13.9"), own=frozenset({ip_address("fd37::21")})),
            [],
            id="tells-no-address-of-that-family-yet",
        ),
        pytest.param(replace(BEHIND, holder=None), [], id="another-site-or-a-vpn"),
        pytest.param(replace(BEHIND, source=ip_address("127.0.0.1")), [], id="proxy-on-the-collectors-host"),
        pytest.param(
            replace(AT_HOME, source=ip_address("10.0.0.9"), peers=2, peers_differing=2), [Sign.SOURCE_DIFFERS]
        ),
        pytest.param(
            replace(AT_HOME, source=ip_address("10.0.0.9"), peers=9, peers_differing=8), [], id="official-nat"
        ),
        pytest.param(
            replace(AT_HOME, source=ip_address("10.0.0.9"), peers=9, peers_differing=1), [Sign.SOURCE_DIFFERS]
        ),
        pytest.param(
            replace(AT_HOME, gateway=ip_address("10.37.12.99"), gateway_maker="Tenda", is_self_served=True),
            [Sign.CONSUMER_MAKER, Sign.SELF_SERVED],
            id="gateway-of-its-own",
        ),
        pytest.param(
            replace(BEHIND, zones=("consumer",), holder=replace(HOLDER, names=("a", "b", "c"), macs_on_port=4)),
            [Sign.SOURCE_DIFFERS, Sign.HOME_RANGE, Sign.SEVERAL_CLIENTS, Sign.SHARED_PORT],
            id="weaker-signs",
        ),
    ],
)
def test_each_sign_has_its_weight(path: Path, signs: list[Sign]) -> None:
    found = score(path)

    assert sorted(found.signs) == sorted(signs)
    assert found.total == sum(WEIGHTS[sign] for sign in signs)
    assert [WEIGHTS[sign] for sign in found.signs] == sorted((WEIGHTS[one] for one in signs), reverse=True)


def test_one_sign_is_never_enough() -> None:
    assert not score(BEHIND).is_enough(10)
    assert score(replace(BEHIND, others_behind=2)).is_enough(60)


def test_who_tells_no_addresses_while_attached_proves_nothing() -> None:
    assert not source_differs(replace(AT_HOME, own=frozenset(), source=ip_address("10.0.0.9")))
