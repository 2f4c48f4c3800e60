from dataclasses import replace

from hypothesis import given, settings

from protocol.codec import decode, encode
from protocol.observations import DiskSerial, HostIdentity, MachineIdentity
from tests.support.round_trip import assert_observation_round_trips, assert_round_trips
from tests.support.samples import strategy_for


def test_the_machine_survives_the_wire() -> None:
    assert_observation_round_trips(HostIdentity)


def test_its_parts_survive_alone_too() -> None:
    for part in (DiskSerial, MachineIdentity):
        assert_round_trips(part)


@settings(max_examples=10, deadline=None)
@given(strategy_for(HostIdentity))
def test_a_pc_whose_clock_starts_at_1970_can_be_reported(host: HostIdentity) -> None:
    early = replace(host, booted_at_us=-3_000_000)
    assert decode(encode(early), HostIdentity, 10**6) == early
