"""Three segments, twelve agents, real routers and servers: nothing wrong raises nothing, every wrong its one alert.

Time is compressed by configuration alone, and said plainly: agents beat each second instead of each minute, a segment's
grace is 20 seconds instead of 120, and thirty minutes of office life pass in ninety seconds, twenty times as dense as
in an office. What DHCP itself measures (leases of two minutes) is not compressed. `scripts/wire-lab --minutes 30` lets
the same half hour last half an hour.
"""

import os
from collections.abc import Iterator

import pytest

from tests.support.wire_site.half_hour import TIMETABLE, HalfHour
from tests.support.wire_site.plan import PCS
from tests.support.wire_site.playing import play
from tests.support.wire_site.programs import why_no_site
from tests.support.wire_site.scenarios import SCENARIOS
from tests.support.wire_site.site import WireSite, wire_site

pytestmark = [
    pytest.mark.root,
    pytest.mark.slow,
    pytest.mark.timeout(900),
    pytest.mark.skipif(why_no_site() is not None, reason=f"the site cannot be built: {why_no_site()}"),
]

DENSER = 1 / 20
# A flood takes both processors, which CI's other tests share: there it is left to `scripts/wire-lab`, and to whoever
# runs this file alone.
PLAYED = tuple(one for one in SCENARIOS if one.name != "address-flood" or not os.environ.get("CI"))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WireSite]:
    """One for both tests: it takes half a minute to open."""
    with wire_site(tmp_path_factory.mktemp("site"), print) as opened:
        yield opened


def test_half_an_hour_in_which_nothing_is_wrong_raises_nothing(site: WireSite) -> None:
    half_hour = HalfHour(site, DENSER)
    half_hour.live()
    assert [(alert["rule"], alert["certainty"], alert["evidence"]) for alert in site.alerts()] == []
    assert half_hour.happened == len(TIMETABLE)
    pairs, frames = site.heard()
    assert pairs >= 2 * len(PCS)
    assert frames > 500


def test_every_wrong_is_told_once_with_its_evidence_and_nothing_else_is(site: WireSite) -> None:
    outcome = play(site, PLAYED)
    assert outcome.wrong == []
    assert {row.scenario for row in outcome.rows} == {scenario.name for scenario in PLAYED}
