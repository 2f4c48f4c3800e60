from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.chain import ChainHead, follow
from protocol.codec import decode_report, encode_report
from protocol.errors import BrokenChain
from protocol.identity import AgentId, BootId, Digest, KeyId, digest_of
from protocol.observations import AgentEvent, AgentEventKind, Gap, KindCount
from protocol.report import Envelope, Report, ReportKind, Taken, genesis_digest

_AGENT = AgentId("a" * 32)


@dataclass(frozen=True, slots=True)
class Link:
    """One stored report: its content and, read from it, what `follow` needs."""

    content: bytes

    @property
    def report(self) -> Report:
        return decode_report(self.content)

    @property
    def digest(self) -> Digest:
        return digest_of(self.content)

    @property
    def gap(self) -> Gap | None:
        gaps = [item for item in self.report.observations if isinstance(item, Gap)]
        return gaps[0] if gaps else None


def _link(sequence: int, previous: Digest, kind: ReportKind, said: AgentEvent | Gap) -> Link:
    envelope = Envelope(0, _AGENT, KeyId("b" * 16), BootId("c" * 32), sequence, previous, Taken(sequence, 1), kind)
    return Link(encode_report(Report(envelope, (said,))))


def _run(length: int) -> list[Link]:
    """An unbroken chain of `length` reports."""
    links: list[Link] = []
    previous = genesis_digest(_AGENT)
    for sequence in range(1, length + 1):
        said = AgentEvent(AgentEventKind.STARTED, f"start {sequence}", sequence)
        links.append(_link(sequence, previous, ReportKind.EVENT, said))
        previous = links[-1].digest
    return links


def _drop(links: list[Link], first: int, last: int) -> Link:
    """The gap record that stands for the reports first..last of an unbroken chain (sequences, both included)."""
    lost = Gap(first, last, links[last - 1].digest, (KindCount("event", last - first + 1),), "byte-cap")
    previous = links[first - 1].report.envelope.previous
    return _link(last, previous, ReportKind.GAP, lost)


def _verify(links: list[Link]) -> ChainHead:
    head = ChainHead.genesis(_AGENT)
    for link in links:
        head = follow(head, link.report.envelope, link.digest, link.gap)
    return head


@st.composite
def _runs_with_gaps(draw: st.DrawFn) -> tuple[list[Link], list[Link]]:
    """An unbroken chain, and the same with any sub-runs replaced by gap records."""
    whole = _run(draw(st.integers(1, 12)))
    thinned: list[Link] = []
    sequence = 1
    while sequence <= len(whole):
        last = draw(st.integers(sequence, len(whole)))
        thinned += [_drop(whole, sequence, last)] if draw(st.booleans()) else whole[sequence - 1 : last]
        sequence = last + 1
    return whole, thinned


@given(_runs_with_gaps())
def test_a_chain_verifies_whatever_was_dropped_from_it(runs: tuple[list[Link], list[Link]]) -> None:
    whole, thinned = runs
    assert _verify(thinned) == _verify(whole) == ChainHead(len(whole), whole[-1].digest)


@given(_runs_with_gaps(), st.data())
def test_a_changed_report_is_named_by_the_one_after_it(
    runs: tuple[list[Link], list[Link]], data: st.DataObject
) -> None:
    whole, links = runs
    place = data.draw(st.integers(0, len(links) - 1))
    altered = _altered(links[place], data)
    broken = [*links[:place], altered, *links[place + 1 :]]
    if place == len(links) - 1:
        assert _verify(broken) != _verify(whole)
    else:
        with pytest.raises(BrokenChain, match=f"report {links[place + 1].report.envelope.sequence}: names "):
            _verify(broken)


def _altered(link: Link, data: st.DataObject) -> Link:
    """The same report, saying something else; a gap with one digit of its last digest flipped."""
    report, gap = link.report, link.gap
    if gap is None:
        said = AgentEvent(AgentEventKind.STOPPING, "something else", 1)
        return Link(encode_report(replace(report, observations=(said,))))
    lost = replace(gap, last_digest=_flipped(gap.last_digest, data))
    return Link(encode_report(replace(report, observations=(lost,))))


def _flipped(digest: Digest, data: st.DataObject) -> Digest:
    place = data.draw(st.integers(0, len(digest) - 1))
    other = data.draw(st.sampled_from([digit for digit in "0123456789abcdef" if digit != digest[place]]))
    return Digest(digest[:place] + other + digest[place + 1 :])


@given(_runs_with_gaps(), st.data())
def test_a_flipped_previous_digest_is_named(runs: tuple[list[Link], list[Link]], data: st.DataObject) -> None:
    links = runs[1]
    place = data.draw(st.integers(0, len(links) - 1))
    report = links[place].report
    envelope = replace(report.envelope, previous=_flipped(report.envelope.previous, data))
    broken = [*links[:place], Link(encode_report(replace(report, envelope=envelope))), *links[place + 1 :]]
    with pytest.raises(BrokenChain, match=f"report {envelope.sequence}: names {envelope.previous[:16]}… as previous"):
        _verify(broken)


@given(_runs_with_gaps(), st.data())
def test_a_missing_link_is_named_by_the_one_after_it(runs: tuple[list[Link], list[Link]], data: st.DataObject) -> None:
    whole, links = runs
    place = data.draw(st.integers(0, len(links) - 1))
    rest = [*links[:place], *links[place + 1 :]]
    if place == len(links) - 1:
        # Nothing in the rest can tell: a chain cut at its end shows against a head kept elsewhere (receipt, beat).
        assert _verify(rest) != _verify(whole)
    else:
        with pytest.raises(BrokenChain, match=f"report {rest[place].report.envelope.sequence}: sequence .* expected"):
            _verify(rest)


@given(_runs_with_gaps(), st.data())
def test_swapped_links_are_named(runs: tuple[list[Link], list[Link]], data: st.DataObject) -> None:
    links = runs[1]
    if len(links) < 2:
        return
    one, other = sorted(data.draw(st.permutations(range(len(links))))[:2])
    swapped = list(links)
    swapped[one], swapped[other] = links[other], links[one]
    with pytest.raises(BrokenChain, match=f"report {links[other].report.envelope.sequence}: sequence .* expected"):
        _verify(swapped)


@given(_runs_with_gaps(), st.data())
def test_a_repeated_link_is_named(runs: tuple[list[Link], list[Link]], data: st.DataObject) -> None:
    links = runs[1]
    place = data.draw(st.integers(0, len(links) - 1))
    with pytest.raises(BrokenChain, match=f"report {links[place].report.envelope.sequence}: sequence"):
        _verify([*links[: place + 1], links[place], *links[place + 1 :]])


def test_a_chain_does_not_start_from_another_agents_genesis() -> None:
    first = _run(1)[0]
    with pytest.raises(BrokenChain, match="report 1: names"):
        follow(ChainHead.genesis(AgentId("b" * 32)), first.report.envelope, first.digest, None)


def _gap_of(first: int, last: int) -> Gap:
    return Gap(first, last, Digest("0" * 64), (), "age")


@pytest.mark.parametrize(
    ("kind", "gap"),
    [
        (ReportKind.GAP, None),
        (ReportKind.EVENT, _gap_of(1, 1)),
        (ReportKind.GAP, _gap_of(1, 2)),
        (ReportKind.GAP, _gap_of(2, 1)),
        (ReportKind.GAP, _gap_of(2, 2)),
    ],
    ids=["no gap", "gap in an event", "ends elsewhere", "backwards", "starts later"],
)
def test_a_gap_must_fit_its_own_sequence_and_kind(kind: ReportKind, gap: Gap | None) -> None:
    genesis = ChainHead.genesis(_AGENT)
    envelope = replace(_run(1)[0].report.envelope, kind=kind)
    with pytest.raises(BrokenChain):
        follow(genesis, envelope, Digest("1" * 64), gap)
