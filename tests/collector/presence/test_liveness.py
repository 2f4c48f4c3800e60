import pytest

from collector.presence.interval import SECOND_US
from collector.presence.liveness import BeatVerdict, EndedBy, Stretch, beat_verdict, ended_before, is_over
from protocol.beat import Beat
from protocol.codec import decode
from protocol.limits import BEAT_BYTES
from protocol.signing import split
from tests.support.agent_voice import AgentVoice

NOW = 1_772_000_000_000_000


def beats(*pauses: float) -> list[Beat]:
    voice = AgentVoice(NOW, boot_us=0, boot="b" * 32)  # type: ignore[arg-type]
    found = []
    for pause in (0, *pauses):
        voice.advance(pause)
        found.append(decode(split(voice.beat("00-00-5E-00-53-01"))[1], Beat, BEAT_BYTES))
    return found


@pytest.mark.parametrize(
    ("boot", "counter", "verdict"),
    [
        ("b" * 32, 0, BeatVerdict.FRESH),
        ("b" * 32, 1, BeatVerdict.REPLAYED),
        ("b" * 32, 9, BeatVerdict.REPLAYED),
        ("c" * 32, 9, BeatVerdict.FRESH),
        (None, 0, BeatVerdict.FRESH),
    ],
)
def test_counter_goes_up_within_a_boot(boot: str | None, counter: int, verdict: BeatVerdict) -> None:
    assert beat_verdict(beats()[0], boot, counter, frozenset()) is verdict


def test_boot_that_is_over_does_not_come_back() -> None:
    assert beat_verdict(beats()[0], "c" * 32, 1, frozenset({"b" * 32})) is BeatVerdict.REPLAYED


def stretch(boot: str = "b" * 32) -> Stretch:
    return Stretch(boot, NOW, NOW, 0)


def test_two_missed_beats_are_borne() -> None:
    assert ended_before(stretch(), beats(170)[1], NOW + 170 * SECOND_US) is None


def test_suspend_shows_as_a_jump_of_boot_time() -> None:
    assert ended_before(stretch(), beats(400)[1], NOW + 400 * SECOND_US) is EndedBy.SUSPENDED


def test_beats_lost_on_the_way_end_a_stretch_too() -> None:
    assert ended_before(stretch(), beats(60)[1], NOW + 400 * SECOND_US) is EndedBy.MISSED_BEATS


def test_reboot_ends_a_stretch() -> None:
    assert ended_before(stretch("c" * 32), beats(60)[1], NOW + 60 * SECOND_US) is EndedBy.REBOOTED


def test_over_after_three_beats() -> None:
    assert not is_over(NOW, NOW + 180 * SECOND_US)
    assert is_over(NOW, NOW + 181 * SECOND_US)
