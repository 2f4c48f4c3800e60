"""One address over a week in which everything about it changes: each day is answered as it was, then and ever after."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from collector.ledger.adapter import Adapter
from collector.ledger.custody import Custody
from collector.operators.roles import Role
from collector.store import adapters, custody, leaving, people, terminals, units
from collector.store.transaction import Transaction
from protocol.mac import MacAddress
from protocol.observations import HeardHow
from tests.support.agent_voice import AgentVoice
from tests.support.both_doors import BothDoors, open_both_doors
from tests.support.small_ledger import ACTOR, SmallLedger, person, registration

ADDRESS = "10.37.12.21"
DESKTOP_MAC, LAPTOP_MAC, WATCHER_MAC = "00-00-5E-00-53-01", "00-00-5E-00-53-11", "00-00-5E-00-53-12"
DAY, HOUR = 86_400, 3_600
OLD_NAME, NEW_NAME = "示例市财政局", "示例市财政和金融局"


@dataclass
class Story:
    """A PC that listens, and what is expected of each day that was told so far: day's moment, question, answer."""

    doors: BothDoors
    watcher: AgentVoice
    told: list[tuple[int, str, tuple[str | None, ...]]] = field(default_factory=list)

    @property
    def ledger(self) -> SmallLedger:
        return self.doors.agents.ledger

    def day(self, mac: str, user: str, room: str, unit: str) -> int:
        """A day on which the watcher hears that MAC at the address for an hour; all days until now are asked again."""
        agents = self.doors.agents
        agents.advance(DAY, self.watcher)
        agents.beat(self.watcher, WATCHER_MAC, "10.37.12.30")
        agents.advance(HOUR, self.watcher)
        agents.beat(self.watcher, WATCHER_MAC, "10.37.12.30")
        seen = self.watcher.sighting(mac, ADDRESS, lasting=HOUR, how=HeardHow.ARP_REQUEST)
        agents.deliver(self.watcher, self.watcher.report(seen))
        moment = agents.rig.clock.now - HOUR // 2 * 1_000_000
        self.told += [(moment, ADDRESS, (mac, user, room, unit)), (moment, mac, (mac, user, room, unit))]
        self.still_so()
        return moment

    def still_so(self) -> None:
        """Whatever changed since, every day told so far is answered as on that day."""
        for moment, question, expected in self.told:
            assert self.who(question, moment) == expected

    def who(self, question: str, at_us: int) -> tuple[str | None, ...]:
        best = self.answer(question, at_us)["candidates"][0]
        (holder,) = best["holders"]
        return best["mac"], (holder["user"] or holder["owner"])["name"], holder["room"], holder["unit_name"]

    def answer(self, question: str, at_us: int) -> dict[str, Any]:
        asker = self.doors.operators.as_role(Role.READER)
        answer = asker.get("trace", params={"question": question, "at_us": at_us})
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def change(self, work: Callable[[Transaction], object]) -> None:
        """An act of the ledger, an hour later; what was before stays as it was."""
        self.doors.agents.advance(HOUR, self.watcher)
        self.doors.agents.rig.do(work)
        self.still_so()


def begin(doors: BothDoors) -> Story:
    ledger, agents = doors.agents.ledger, doors.agents
    listening = registration(ledger.finance, ledger.zhao, WATCHER_MAC, "10.37.12.30", room="0310")
    terminal_id = agents.rig.do(lambda tx: terminals.add(tx, listening, ACTOR))
    return Story(doors, agents.enrolled(terminal_id, WATCHER_MAC))


def second_pc(tx: Transaction, ledger: SmallLedger, name: str, room: str, mac: str) -> str:
    owner = people.add(tx, person(ledger.finance, name), ACTOR)
    return terminals.add(tx, registration(ledger.finance, owner, mac, user_id=owner, room=room), ACTOR)


def leave(tx: Transaction, ledger: SmallLedger) -> None:
    """Li leaves; Zhao, who answers for the PC, takes it to another room."""
    leaving.leave(tx, ledger.li, ACTOR, "调离")
    custody.hand_over(tx, ledger.desktop, Custody(owner_id=ledger.zhao, room="0405"), ACTOR)


def move_card(tx: Transaction, ledger: SmallLedger) -> None:
    """The PC's network card goes into Zhou's new one."""
    (card,) = adapters.of_terminal(tx.connection, ledger.desktop)
    adapters.end(tx, card.id, ACTOR, "网卡移装")
    new = second_pc(tx, ledger, "周敏", "0507", "00-00-5E-00-53-13")
    adapters.add(tx, new, Adapter(mac=MacAddress.parse(DESKTOP_MAC)), ACTOR)


def test_the_right_person_each_day(tmp_path: Path) -> None:
    with open_both_doors(tmp_path) as doors:
        story = begin(doors)
        ledger = story.ledger
        first = story.day(DESKTOP_MAC, "李**", "0312", OLD_NAME)

        story.change(lambda tx: units.change(tx, ledger.finance, {"name": NEW_NAME}, ACTOR))
        story.day(DESKTOP_MAC, "李**", "0312", NEW_NAME)
        holder = story.answer(ADDRESS, first)["candidates"][0]["holders"][0]
        assert (holder["unit_name"], holder["unit_name_now"]) == (OLD_NAME, NEW_NAME)

        story.change(lambda tx: leave(tx, ledger))
        story.day(DESKTOP_MAC, "赵**", "0405", NEW_NAME)

        story.change(lambda tx: move_card(tx, ledger))
        story.day(DESKTOP_MAC, "周*", "0507", NEW_NAME)

        # On that day the watcher's clock shows the next one, when the address is another's again.
        story.change(lambda tx: second_pc(tx, ledger, "孙立", "0611", LAPTOP_MAC))
        story.watcher.wall_us += DAY * 1_000_000
        wrong = story.day(LAPTOP_MAC, "孙*", "0611", NEW_NAME)
        story.watcher.wall_us -= DAY * 1_000_000
        right = story.day(DESKTOP_MAC, "周*", "0507", NEW_NAME)

        (clock,) = story.answer(ADDRESS, wrong)["candidates"][0]["clocks"]
        assert (clock["is_off"], clock["offset_us"], clock["is_proven"]) == (True, DAY * 1_000_000, True)
        assert not story.answer(ADDRESS, right)["candidates"][0]["clocks"][0]["is_off"]


def test_before_the_first_day_there_is_the_ledger_alone(tmp_path: Path) -> None:
    with open_both_doors(tmp_path) as doors:
        story = begin(doors)
        before = doors.agents.rig.clock.now
        story.day(DESKTOP_MAC, "李**", "0312", OLD_NAME)

        (registered,) = story.answer(ADDRESS, before)["candidates"]
        assert (registered["reasons"], registered["first_us"]) == (["address-registered"], None)
