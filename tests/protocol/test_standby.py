from protocol.codec import encode
from protocol.limits import SIGNATURE_BYTES, STANDBY_BYTES
from protocol.standby import Called, Standby
from tests.contract.messages import STANDBY
from tests.support.round_trip import assert_round_trips


def test_both_survive_the_wire() -> None:
    assert_round_trips(Standby)
    assert_round_trips(Called)


def test_a_signed_one_fits_its_bound() -> None:
    assert len(encode(STANDBY)) + SIGNATURE_BYTES <= STANDBY_BYTES
