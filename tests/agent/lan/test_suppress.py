"""The laws of suppression, over streams of frames that nobody thought of."""

from collections import Counter
from ipaddress import ip_address

from hypothesis import given, strategies

from agent.lan.decode.heard import SightingHeard
from agent.lan.suppress import CONFIRMED_AFTER_US, Statement, Suppressor, key_of
from protocol.mac import MacAddress
from protocol.observations.lan import HeardHow

INTERVAL_US = 10_000_000
MACS = [MacAddress(bytes((2, 0, 0x5E, 0, 0x53, number))) for number in range(3)]
ADDRESSES = [ip_address(f"10.37.12.{number}") for number in range(1, 4)]

pairs = strategies.builds(
    SightingHeard,
    strategies.sampled_from(MACS),
    strategies.sampled_from(ADDRESSES),
    strategies.sampled_from([HeardHow.ARP_REQUEST, HeardHow.ARP_REPLY]),
    strategies.none(),
)
gaps = strategies.integers(0, 2 * INTERVAL_US)
streams = strategies.lists(strategies.tuples(pairs, gaps), max_size=60)


def timed(stream: list[tuple[SightingHeard, int]]) -> list[tuple[SightingHeard, int]]:
    """Frames with the times at which they come, from the gaps between them."""
    now, frames = 1_000_000_000, []
    for heard, gap in stream:
        now += gap
        frames.append((heard, now))
    return frames


def says(statements: tuple[Statement, ...], heard: SightingHeard) -> bool:
    return any((said.mac, said.address) == (heard.mac, heard.address) for said in statements)


def sighting(mac: int = 0, address: int = 0, how: HeardHow = HeardHow.ARP_REQUEST) -> SightingHeard:
    return SightingHeard(MACS[mac], ADDRESSES[address], how, None)


@given(streams)
def test_every_alternation_is_reported_at_once(stream: list[tuple[SightingHeard, int]]) -> None:
    suppressor = Suppressor(INTERVAL_US)
    holder: dict[object, MacAddress] = {}
    held: dict[MacAddress, object] = {}

    for heard, at_us in timed(stream):
        statements = suppressor.hear(heard, at_us)
        took_over = (
            holder.get(heard.address, heard.mac) != heard.mac or held.get(heard.mac, heard.address) != heard.address
        )
        holder[heard.address], held[heard.mac] = heard.mac, heard.address
        assert says(statements, heard) or not took_over


@given(streams)
def test_a_pair_never_seen_is_reported_at_once(stream: list[tuple[SightingHeard, int]]) -> None:
    suppressor, seen = Suppressor(INTERVAL_US), set()

    for heard, at_us in timed(stream):
        statements = suppressor.hear(heard, at_us)
        assert says(statements, heard) or (heard.mac, heard.address) in seen
        seen.add((heard.mac, heard.address))


@given(streams)
def test_no_frame_is_lost_or_counted_twice(stream: list[tuple[SightingHeard, int]]) -> None:
    suppressor, said = Suppressor(INTERVAL_US), Counter[object]()
    frames = timed(stream)
    for heard, at_us in frames:
        for statement in suppressor.hear(heard, at_us):
            said[statement.mac, statement.address] += statement.frames
    for statement in suppressor.flush(frames[-1][1] + INTERVAL_US if frames else 0):
        said[statement.mac, statement.address] += statement.frames

    assert said == Counter((heard.mac, heard.address) for heard, _ in stream)


@given(streams, strategies.integers(1, 4))
def test_little_room_loses_no_frame_either(stream: list[tuple[SightingHeard, int]], room: int) -> None:
    suppressor, total = Suppressor(INTERVAL_US, most_pairs=room), 0
    frames = timed(stream)
    for heard, at_us in frames:
        total += sum(statement.frames for statement in suppressor.hear(heard, at_us))
    total += sum(statement.frames for statement in suppressor.flush(frames[-1][1] + INTERVAL_US if frames else 0))

    assert total == len(stream)
    assert suppressor.evictions >= len({(heard.mac, heard.address) for heard, _ in stream}) - room


@given(streams)
def test_statements_span_the_frames_they_fold(stream: list[tuple[SightingHeard, int]]) -> None:
    suppressor = Suppressor(INTERVAL_US)
    for heard, at_us in timed(stream):
        for statement in suppressor.hear(heard, at_us):
            assert statement.first_us <= statement.last_us == at_us
            assert statement.how is heard.how


@given(strategies.lists(strategies.integers(-INTERVAL_US, INTERVAL_US), max_size=30))
def test_a_clock_that_goes_back_keeps_intervals_upright(times: list[int]) -> None:
    suppressor = Suppressor(INTERVAL_US)
    statements = [said for at_us in times for said in suppressor.hear(sighting(), at_us)]
    statements += suppressor.flush(3 * INTERVAL_US)

    assert sum(said.frames for said in statements) == len(times)
    assert all(said.first_us <= said.last_us for said in statements)


def test_repeats_are_folded_after_one_confirmation() -> None:
    suppressor = Suppressor(INTERVAL_US)
    times = [0, CONFIRMED_AFTER_US - 1, CONFIRMED_AFTER_US, CONFIRMED_AFTER_US + 1, 5_000_000]

    assert [sum(said.frames for said in suppressor.hear(sighting(), at_us)) for at_us in times] == [1, 0, 2, 0, 0]
    assert suppressor.flush(9_000_000) == []
    assert suppressor.flush(INTERVAL_US + CONFIRMED_AFTER_US) == [
        Statement(MACS[0], ADDRESSES[0], HeardHow.ARP_REQUEST, None, CONFIRMED_AFTER_US + 1, 5_000_000, 2)
    ]
    assert suppressor.flush(30_000_000) == []


def test_first_frame_after_a_quiet_interval_is_reported_at_once() -> None:
    suppressor = Suppressor(INTERVAL_US)
    for at_us in (0, 500_000):
        suppressor.hear(sighting(), at_us)

    assert suppressor.hear(sighting(), 500_000 + INTERVAL_US)


def test_probe_for_an_address_is_another_thing_than_holding_it() -> None:
    suppressor = Suppressor(INTERVAL_US)
    suppressor.hear(sighting(0), 0)

    (said,) = suppressor.hear(sighting(1, how=HeardHow.ARP_PROBE), 1)

    assert said.how is HeardHow.ARP_PROBE
    assert suppressor.hear(sighting(0), 2) == ()


def test_fight_over_an_address_is_bounded_and_the_rest_counted() -> None:
    suppressor = Suppressor(INTERVAL_US, most_at_once=12)
    said = [suppressor.hear(sighting(turn % 2), turn) for turn in range(100)]

    assert sum(1 for statements in said if statements) == 2 + 12, "two new pairs, and so many changes"
    assert suppressor.folded_news == 86
    folded = suppressor.flush(2 * INTERVAL_US)
    assert sum(statement.frames for statement in folded) == 86


def test_ceiling_is_per_interval() -> None:
    suppressor = Suppressor(INTERVAL_US, most_at_once=1)
    for turn in range(10):
        suppressor.hear(sighting(turn % 2), turn)

    assert suppressor.hear(sighting(0), 2 * INTERVAL_US)


def test_pairs_still_heard_outlive_a_flood_of_others() -> None:
    suppressor = Suppressor(INTERVAL_US, most_pairs=8)
    suppressor.hear(sighting(), 0)
    for number in range(200):
        stranger = MacAddress(bytes((2, 0, 0x5E, 1, number >> 8, number & 255)))
        suppressor.hear(SightingHeard(stranger, None, HeardHow.DHCP4, None), number)
        assert suppressor.hear(sighting(), number) == ()

    assert suppressor.evictions == 193


anybody = strategies.builds(
    SightingHeard,
    strategies.sampled_from(MACS),
    strategies.sampled_from([None, *ADDRESSES, ip_address("2001:db8::1"), ip_address("fe80::1")]),
    strategies.sampled_from(HeardHow),
    strategies.sampled_from([None, 1, 2, 4094]),
)


@given(anybody, anybody)
def test_two_frames_have_one_key_where_they_are_of_one_pair(one: SightingHeard, other: SightingHeard) -> None:
    tentative = {HeardHow.ARP_PROBE, HeardHow.ND_DAD}
    is_same = (one.mac, one.address, one.vlan, one.how in tentative) == (
        other.mac, other.address, other.vlan, other.how in tentative,
    )  # fmt: skip
    assert (key_of(one) == key_of(other)) is is_same
