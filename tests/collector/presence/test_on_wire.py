from dataclasses import replace

import pytest

from collector.presence import on_wire
from collector.presence.subject import AgentStanding, ClaimView
from collector.presence.vouching import Standing
from tests.support.rule_facts import TERMINAL
from tests.support.scenario import ADDRESS_1, ADDRESS_2, MAC_1, MAC_2, SEGMENT, scenario

CLAIM = ClaimView("a" * 32, TERMINAL.id, AgentStanding.ACTIVE, SEGMENT.id, MAC_1, ADDRESS_1, 10, 70, None)


@pytest.mark.parametrize(
    ("claim", "owners", "standing"),
    [
        (CLAIM, [TERMINAL], Standing.VOUCHED),
        (CLAIM, [], Standing.CLAIMED_UNAPPROVED),
        (CLAIM, [replace(TERMINAL, id="u" * 32)], Standing.CLAIMED_UNAPPROVED),
        (replace(CLAIM, standing=AgentStanding.PENDING), [TERMINAL], Standing.CLAIMED_UNAPPROVED),
    ],
    ids=["its own", "nobody's", "another terminal's", "agent not approved"],
)
def test_claimed_and_heard_by_nobody(claim: ClaimView, owners: list[object], standing: Standing) -> None:
    row = on_wire.unheard(claim, owners)  # type: ignore[arg-type]

    assert (row.standing, row.is_certain) == (standing, standing is Standing.VOUCHED)
    assert (row.how, row.witnesses, row.claimed_by, row.last_us) == (None, (), ("a" * 32,), 70)


def test_every_address_of_a_mac_has_a_row_and_conflicts_their_own_verdict() -> None:
    told = (
        scenario()
        .at("09:00")
        .registered("pc-1", MAC_1, address=ADDRESS_1)
        .registered("pc-2", MAC_2, address=ADDRESS_2)
        .beat("pc-1", (MAC_1, ADDRESS_1))
        .beat("pc-2", (MAC_2, ADDRESS_2))
        .sighting(MAC_1, ADDRESS_1)
        .sighting(MAC_2, ADDRESS_2)
        .after(20)
        .sighting(MAC_2, ADDRESS_1)
        .after(20)
        .sighting(MAC_1, ADDRESS_1)
        .after(20)
        .sighting(MAC_2, ADDRESS_1)
    )
    found = {row.address: row for row in on_wire.heard(told.presence(MAC_2))}

    assert {address: row.standing for address, row in found.items()} == {
        str(ADDRESS_1): Standing.CONFLICT,
        str(ADDRESS_2): Standing.VOUCHED,
    }
    assert found[str(ADDRESS_2)].frames >= 1
