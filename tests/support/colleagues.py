"""More PCs of one segment at the agents' door: registered, enrolled, and beating under the duties they were given."""

from dataclasses import dataclass, field

from collector.store import terminals
from protocol.answer import Answer
from protocol.observations import Observation
from tests.support.agent_voice import AgentVoice
from tests.support.agents_door import DoorRig
from tests.support.small_ledger import ACTOR, registration


@dataclass
class Colleague:
    """A registered PC; `beats_with` are the duties its next beat names: those of its last answer, when it listens."""

    voice: AgentVoice
    terminal_id: str
    mac: str
    address: str
    listens: bool = True
    duties: tuple[str, ...] = field(default=())

    @property
    def id(self) -> str:
        return self.voice.id


def colleague(door: DoorRig, number: int, **more: object) -> Colleague:
    """The finance unit's PC of that number, from 10 on; not heard yet. `more` are fields of its registration."""
    mac, address = f"00-00-5E-00-53-{number:02X}", f"10.37.12.{number}"
    row = registration(door.ledger.finance, door.ledger.li, mac, address, hostname=f"CZJ-{number}", **more)
    terminal_id = door.rig.do(lambda tx: terminals.add(tx, row, ACTOR))
    return Colleague(door.enrolled(terminal_id, mac), terminal_id, mac, address)


def beat(door: DoorRig, one: Colleague) -> Answer:
    answer = door.beat(one.voice, one.mac, one.address, duties=one.duties)
    one.duties = tuple(duty.id for duty in answer.duties) if one.listens else ()
    return answer


def minutes(door: DoorRig, count: int, everybody: list[Colleague], *silent: Colleague) -> None:
    """So many minutes with a beat of everybody each, a second apart, but of the silent; and the clock's work."""
    voices = [one.voice for one in everybody]
    for _ in range(count):
        for one in everybody:
            if one not in silent:
                beat(door, one)
            door.advance(1, *voices)
        door.advance(60 - len(everybody), *voices)
        door.tick()


def hears(door: DoorRig, watcher: Colleague, *observations: Observation) -> None:
    door.deliver(watcher.voice, watcher.voice.report(*observations))
