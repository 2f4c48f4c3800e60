from agent.attachment import attachments
from agent.whereabouts import Whereabouts
from protocol.observations import Elsewhere
from tests.support.observed import ADAPTER, adapter, holds, office

AT_HOME = attachments((adapter(), holds("192.168.31.77")), (), {})
MINUTE = 60_000_000


def test_stretch_is_said_when_it_ends() -> None:
    whereabouts = Whereabouts()
    assert whereabouts.turn(AT_HOME, False, 10) == ()
    assert whereabouts.turn(AT_HOME, False, 20) == ()

    assert whereabouts.turn((), False, 30) == (Elsewhere(ADAPTER, "private", 10, 30),)
    assert whereabouts.turn((), False, 40) == ()


def test_return_to_a_declared_segment_ends_it() -> None:
    whereabouts = Whereabouts()
    whereabouts.turn(AT_HOME, False, 10)

    assert whereabouts.turn(attachments(office(), (), {}), True, 99) == (Elsewhere(ADAPTER, "private", 10, 99),)


def test_long_stretch_is_said_every_hour() -> None:
    whereabouts = Whereabouts()
    said = [item for minute in range(0, 181, 10) for item in whereabouts.turn(AT_HOME, False, minute * MINUTE)]

    assert [(item.from_us // MINUTE, item.to_us // MINUTE) for item in said] == [(0, 60), (60, 120), (120, 180)]


def test_link_local_address_alone_is_nowhere() -> None:
    whereabouts = Whereabouts()
    whereabouts.turn(attachments((adapter(), holds("fe80::3", 64, "link")), (), {}), False, 10)

    assert whereabouts.turn((), False, 20) == ()


def test_clock_set_back_gives_no_negative_stretch() -> None:
    whereabouts = Whereabouts()
    whereabouts.turn(AT_HOME, False, 100)

    assert whereabouts.turn((), False, 50) == (Elsewhere(ADAPTER, "private", 100, 100),)
