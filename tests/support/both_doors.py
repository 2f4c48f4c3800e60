"""The agents' and the operators' door over one store: what agents tell, as operators see it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from collector.ingest.door import AgentsDoor
from tests.support import small_ledger
from tests.support.agents_door import DoorRig
from tests.support.operators_door import OperatorsDoor, open_operators_door


@dataclass
class BothDoors:
    agents: DoorRig
    operators: OperatorsDoor


@contextmanager
def open_both_doors(folder: Path) -> Iterator[BothDoors]:
    """The small ledger is a day old, the collector has listened for an hour."""
    with open_operators_door(folder) as operators:
        rig = operators.rig
        ledger = rig.do(small_ledger.fill)
        rig.clock.advance(86_400)
        context = replace(operators.services.context, listening_us=rig.clock.now)
        rig.clock.advance(3_600)
        agents = DoorRig(rig, AgentsDoor(rig.store, rig.writer, context, rig.clock), context, ledger)
        yield BothDoors(agents, operators)
