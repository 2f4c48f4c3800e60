"""The situations of domain knowledge as tables: what is done in the guest, and which alerts must come of it."""

from tests.lab.scenarios.disguise import DISGUISE
from tests.lab.scenarios.hiding import HIDING
from tests.lab.scenarios.quiet import QUIET
from tests.lab.scenarios.radios import RADIOS
from tests.lab.scenarios.scenario import Scenario
from tests.lab.scenarios.sharing import SHARING
from tests.lab.scenarios.ways_out import WAYS_OUT

ALL_SCENARIOS: tuple[Scenario, ...] = (*RADIOS, *HIDING, *DISGUISE, *WAYS_OUT, *SHARING, *QUIET)
