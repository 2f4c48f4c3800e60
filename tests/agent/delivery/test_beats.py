from pathlib import Path

from agent.delivery.beats import BeatMaker, Vouched
from protocol.identity import AdapterId
from protocol.mac import MacAddress
from protocol.observations import Attachment
from protocol.report import ReportKind
from tests.support.clock import FakeClock
from tests.support.spools import NOW, author, event, open_spool

CLAIM = Attachment(AdapterId("ad" * 16), MacAddress.parse("00-00-5E-00-53-01"), (), (), (), (), None)


def test_counter_grows_even_when_the_clock_stands_still_and_across_restarts(tmp_path: Path) -> None:
    clock = FakeClock()
    with open_spool(tmp_path) as spool:
        first = BeatMaker(author(), spool, clock)
        counters = [first.make().counter for _ in range(3)]
        clock.advance(1)
        counters.append(BeatMaker(author(), spool, clock).make().counter)

    assert counters == sorted(set(counters))


def test_beat_says_what_is_vouched_for_and_where_the_chain_is(tmp_path: Path) -> None:
    with open_spool(tmp_path) as spool:
        digest = spool.append(ReportKind.EVENT, (event(),), NOW)
        maker = BeatMaker(author(), spool, FakeClock())
        assert maker.vouch(Vouched(claims=(CLAIM,), duties=("lease-1",), capture_drops=7, policy_version=3))
        beat = maker.make()

    assert (beat.claims, beat.duties, beat.capture_drops, beat.policy_version) == ((CLAIM,), ("lease-1",), 7, 3)
    assert (beat.spooled, beat.last_sequence, beat.last_digest) == (1, 1, digest)


def test_only_a_change_of_claims_is_worth_a_beat_at_once(tmp_path: Path) -> None:
    with open_spool(tmp_path) as spool:
        maker = BeatMaker(author(), spool, FakeClock())

        assert maker.vouch(Vouched(claims=(CLAIM,)))
        assert not maker.vouch(Vouched(claims=(CLAIM,), capture_drops=5, duties=("lease-1",)))
        assert maker.vouch(Vouched())


def test_throttling_between_two_beats_is_said_by_the_second(tmp_path: Path) -> None:
    with open_spool(tmp_path) as spool:
        maker = BeatMaker(author(), spool, FakeClock())
        maker.vouch(Vouched(throttled=True))
        maker.vouch(Vouched())

        assert [maker.make().throttled, maker.make().throttled] == [True, False]
