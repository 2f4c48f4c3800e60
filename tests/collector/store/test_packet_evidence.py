"""What evidence travels: everything an answer names is accounted for, and bounded."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from collector.errors import InvalidValue
from collector.packet.contents import MOST_EVIDENCE, Beat, Report, Withheld
from collector.store import packet_evidence, reports
from collector.store.packet_evidence import of_answer
from collector.store.scope import CITY, Scope
from collector.store.tables import agent_stretch
from protocol.codec import encode
from protocol.signing import Domain, seal
from tests.contract.messages import BEAT
from tests.support.packets import PacketSite, open_packet_site, sighting


@pytest.fixture
def site(tmp_path: Path) -> Iterator[PacketSite]:
    with open_packet_site(tmp_path) as opened:
        yield opened


def answer(site: PacketSite, *intakes: int, **more: Any) -> dict[str, Any]:
    """As /trace gives it, with these reports as evidence."""
    rows = site.door.rig.read(lambda connection: [reports.by_intake(connection, number) for number in intakes])
    said = [
        {"witness": "agent:x", "first_digest": row.digest, "last_digest": row.digest} | _intakes(row.intake)
        for row in rows
        if row is not None
    ]
    segment = {"unit_id": site.ledger.finance}
    candidate = {"segment": segment, "evidence": said, "claimed_by": [], "as_of_us": site.door.rig.clock.now}
    return {"candidates": [candidate | more]}


def _intakes(number: int) -> dict[str, int]:
    return {"first_intake": number, "last_intake": number}


def gathered(site: PacketSite, asked: dict[str, Any], scope: Scope = CITY) -> list[Any]:
    return site.door.rig.read(lambda connection: of_answer(connection, scope, asked, masked=True))


def test_the_exact_bytes_with_the_link_before(site: PacketSite) -> None:
    first, second = gathered(site, answer(site, 1, 2))

    assert isinstance(first, Report)
    assert isinstance(second, Report)
    assert second.row.previous_intake == first.row.intake_digest
    assert first.public_key == site.agent.key.public.hex()


def test_a_report_once_however_often_it_is_named(site: PacketSite) -> None:
    assert len(gathered(site, answer(site, 1, 1, 2, 1))) == 2


def test_a_unit_that_the_terminal_left_is_given_what_was_said_while_it_was_theirs(site: PacketSite) -> None:
    assert isinstance(gathered(site, answer(site, 1), Scope(frozenset({site.ledger.finance})))[0], Report)
    (withheld,) = gathered(site, answer(site, 1), Scope(frozenset({site.ledger.services})))
    assert isinstance(withheld, Withheld)
    assert withheld.why == "scope"


def test_a_candidate_on_no_segment_is_out_of_any_units_scope(site: PacketSite) -> None:
    (withheld,) = gathered(site, answer(site, 1, segment=None), Scope(frozenset({site.ledger.finance})))

    assert isinstance(withheld, Withheld)


def test_more_than_a_packet_holds_is_said(site: PacketSite) -> None:
    asked = answer(site, 1)
    one = asked["candidates"][0]["evidence"][0]
    many = [one | {"first_digest": f"{number:064x}", "last_digest": None} for number in range(MOST_EVIDENCE + 1)]
    asked["candidates"][0]["evidence"] = many

    with pytest.raises(InvalidValue, match=str(MOST_EVIDENCE)):
        gathered(site, asked)


def test_the_beat_that_was_kept_of_a_claim(site: PacketSite) -> None:
    rig = site.door.rig
    message = seal(Domain.BEAT, encode(BEAT), site.agent.key)
    row = {"agent_id": site.agent.id, "boot_id": "b" * 32, "from_us": 1, "last_us": 2, "last_beat": message}
    rig.do(lambda tx: tx.connection.execute(insert(agent_stretch).values(**row)).rowcount)

    (kept,) = gathered(site, answer(site, claimed_by=[site.agent.id]))

    assert isinstance(kept, Beat)


def test_messages_beyond_the_bound_travel_by_digest_alone(site: PacketSite) -> None:
    intake = site.hear(*(sighting() for _ in range(1500)))
    size = 4 * len(site.door.rig.read(lambda connection: reports.message(connection, intake))) // 3
    copies = packet_evidence.MOST_BYTES // size + 2
    numbers = [intake, *(site.hear(*(sighting() for _ in range(1500))) for _ in range(copies - 1))]

    found = gathered(site, answer(site, *numbers))

    assert {item.why for item in found if isinstance(item, Withheld)} == {"size"}
    assert sum(len(item.message) for item in found if isinstance(item, Report)) <= packet_evidence.MOST_BYTES
