import base64
from dataclasses import replace
from functools import partial

from collector.store import segments
from collector.trust.keys import verifier
from protocol.codec import decode
from protocol.limits import POLICY_BYTES
from protocol.mac import MacAddress
from protocol.policy import OutsideProbe, Policy
from protocol.signing import Domain, is_signed_by, split
from tests.support.agents_door import DoorRig
from tests.support.small_ledger import ACTOR


def test_policy_is_signed_and_names_the_segments(door: DoorRig) -> None:
    text = door.rig.do(lambda tx: door.context.policy.newer_than(tx, 0))
    assert text is not None
    message = base64.b64decode(text)

    assert is_signed_by(Domain.POLICY, message, verifier(door.rig.keys.policy.public))
    policy = decode(split(message)[1], Policy, POLICY_BYTES)
    assert {one.id for one in policy.segments} == {door.ledger.finance_segment, door.ledger.services_segment}


def test_outside_targets_are_named_only_where_the_deployment_names_them(door: DoorRig) -> None:
    targets = OutsideProbe(("192.0.2.1:443", "198.51.100.1:443"), 600_000, 0)
    for order in (None, targets):
        issuer = replace(door.context.policy, outside_probe=order)
        text = door.rig.do(partial(issuer.newer_than, version=0))
        assert text is not None
        policy = decode(split(base64.b64decode(text))[1], Policy, POLICY_BYTES)
        assert policy.outside_probe == order


def test_version_goes_up_when_a_segment_changes(door: DoorRig) -> None:
    before = door.rig.do(door.context.policy.version)
    assert door.rig.do(lambda tx: door.context.policy.newer_than(tx, before)) is None
    door.advance(5)
    door.rig.do(lambda tx: segments.change(tx, door.ledger.finance_segment, {"vlan": 12}, ACTOR))

    assert door.rig.do(door.context.policy.version) > before


def test_an_approved_virtual_routers_mac_is_one_that_agents_may_see(door: DoorRig) -> None:
    segment, vrrp = door.ledger.finance_segment, MacAddress.parse("00-00-5E-00-01-07")
    door.advance(5)
    door.rig.do(lambda tx: segments.change(tx, segment, {"infrastructure_macs": (vrrp,)}, ACTOR))
    text = door.rig.do(lambda tx: door.context.policy.newer_than(tx, 0))
    assert text is not None
    declared = {str(one.id): one for one in decode(split(base64.b64decode(text))[1], Policy, POLICY_BYTES).segments}

    assert declared[segment].gateway_macs == (MacAddress.parse("00-00-5E-00-53-FE"), vrrp)
    assert vrrp not in declared[door.ledger.services_segment].gateway_macs
