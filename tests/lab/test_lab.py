"""A telling few of the laboratory's scenarios: the real agent on a real kernel with radios and phones.

scripts/lab-test plays all of them.
"""

from collections.abc import Iterator

import pytest

from tests.lab.building.image import build
from tests.lab.laboratory import Bench
from tests.lab.scenarios import ALL_SCENARIOS
from tests.lab.table import table
from tests.lab.unavailable import LabUnavailable

FEW = ("station-associated", "driverless-dongle", "wiphy-in-another-namespace", "tether-rndis")

pytestmark = [pytest.mark.lab, pytest.mark.slow, pytest.mark.timeout(1800)]


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    try:
        image = build(may_install=False)
    except LabUnavailable as unavailable:
        pytest.skip(f"the laboratory cannot run here: {unavailable}")
    with Bench(image) as opened:
        yield opened


@pytest.mark.parametrize("name", FEW)
def test_scenario_gives_its_verdict_and_nothing_else(bench: Bench, name: str) -> None:
    scenario = next(scenario for scenario in ALL_SCENARIOS if scenario.name == name)

    try:
        rows = bench.play(scenario)
    except LabUnavailable as unavailable:
        pytest.skip(f"the guest cannot be started here: {unavailable}")

    assert all(row.is_right for row in rows), table(rows)
