"""The table of cases is the specification: what the machine states, what was known, and what is proposed."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.ledger.machine import Machine, Match, Sign
from collector.ledger.referee import Card, CaseKind, Peer, Proposal, Question, Remedy, Row, referee
from protocol.mac import MacAddress
from tests.collector.ledger.test_machine import MACHINES
from tests.support.identities import DESKTOP, OTHER

ONE, TWO = Machine.of(DESKTOP), Machine.of(OTHER)
ROW = Row("t1", ONE.serial, None, ONE.macs)
HOME = Row("t2", TWO.serial, None, TWO.macs)
ASKED = Question("a" * 32, 1000, ONE, "t1", ONE, ROW)
MAC = MacAddress.parse("00-00-5E-00-53-44")
BOARD = {"board": "BRDFAKE77", "uuid": "7" * 31 + "8", "macs": frozenset({MAC})}


def peer(machine: Machine = ONE, *, enrolled: int = 500, spoke: int | None = 600, retired: bool = False) -> Peer:
    return Peer("b" * 32, "t9", machine, enrolled, spoke, retired)


def kinds(asked: Question) -> list[str]:
    return [one.kind.value for one in referee(asked)]


def only(asked: Question) -> Proposal:
    (one,) = referee(asked)
    return one


@pytest.mark.parametrize(
    ("name", "now", "kind", "remedy"),
    [
        ("nothing happened", {}, None, None),
        ("first statement of a helper that was missing", {"serial": None, "board": None, "uuid": None}, None, None),
        ("a new disk", {"disks": frozenset({"DSKFAKE77"}), "machine_id": "7" * 64}, None, None),
        ("a new network card", {"macs": frozenset({MAC})}, None, None),
        ("serial number written anew", {"serial": "PF3FAKE77"}, None, None),
        ("the board, its serial number kept", BOARD, "board-swapped", "renew"),
        ("the board, which states no serial number", BOARD | {"serial": None}, "board-swapped", "renew"),
        ("the disk in another machine", BOARD | {"serial": "PF3FAKE77"}, "disk-moved", "suspend"),
        ("a copied image", BOARD | {"serial": "PF3FAKE77", "disks": frozenset({"D"})}, "cloned-image", "suspend"),
        (
            "a copied image on a machine that states less",
            BOARD | {"serial": None, "disks": frozenset({"D"})},
            "cloned-image",
            "suspend",
        ),
        (
            "a copied virtual machine",
            {"serial": None, "board": None, "uuid": "7" * 31 + "8", "disks": frozenset(), "macs": frozenset({MAC})},
            "cloned-image",
            "suspend",
        ),
    ],
)
def test_machine_under_a_key(name: str, now: dict[str, object], kind: str | None, remedy: str | None) -> None:
    found = referee(replace(ASKED, machine=replace(ONE, **now)))  # type: ignore[arg-type]

    assert [(one.kind, one.remedy) for one in found] == ([(kind, remedy)] if kind else []), name


def test_disk_in_a_registered_machine_is_that_terminals() -> None:
    moved = replace(TWO, disks=ONE.disks, machine_id=ONE.machine_id)
    one = only(replace(ASKED, machine=moved, candidates=(HOME,)))

    assert (one.kind, one.remedy, one.terminal_id) == (CaseKind.DISK_MOVED, Remedy.BIND, "t2")
    assert one.signs[Sign.DISK] is Match.SAME


def test_board_of_another_registered_machine_is_no_swapped_board() -> None:
    silent = replace(TWO, serial=None, disks=ONE.disks)
    found = only(replace(ASKED, machine=silent, candidates=(replace(HOME, serial=None),)))

    assert found.kind is CaseKind.DISK_MOVED


@pytest.mark.parametrize(
    ("name", "of", "kind", "remedy"),
    [
        ("installed anew, the old agent silent", peer(replace(ONE, machine_id="7" * 64)), "reimaged", "bind"),
        (
            "installed anew, the old agent replaced",
            peer(replace(ONE, machine_id="7" * 64), retired=True),
            "reimaged",
            "bind",
        ),
        (
            "two systems by turns",
            peer(replace(ONE, machine_id="7" * 64), spoke=2000),
            "two-agents",
            "retire-other",
        ),
        ("two agents on one system", peer(), "two-agents", "retire-other"),
        ("enrolled anew on the same system", peer(retired=True), None, None),
        ("a copied image, other key", peer(replace(TWO, machine_id=ONE.machine_id)), "cloned-image", "nothing"),
        ("one machine-id, nothing else known", peer(Machine(machine_id=ONE.machine_id)), "two-agents", "retire-other"),
        ("a disk of another's machine", peer(replace(TWO, disks=ONE.disks)), "disk-moved", "nothing"),
        ("another machine", peer(TWO), None, None),
        ("the later one asks, not the earlier", peer(enrolled=2000), None, None),
    ],
)
def test_other_agents(name: str, of: Peer, kind: str | None, remedy: str | None) -> None:
    found = referee(replace(ASKED, peers=(of,)))

    assert [(one.kind, one.remedy) for one in found] == ([(kind, remedy)] if kind else []), name


def test_newcomer_that_no_row_names() -> None:
    one = only(replace(ASKED, machine=TWO, before=None, is_pending=True))

    assert (one.kind, one.remedy, one.terminal_id) == (CaseKind.NEW, Remedy.BIND, "t1")


def test_newcomer_that_is_another_rows_machine() -> None:
    one = only(replace(ASKED, machine=TWO, before=None, is_pending=True, candidates=(HOME,)))

    assert (one.kind, one.terminal_id) == (CaseKind.OTHER_TERMINAL, "t2")


@pytest.mark.parametrize(
    ("name", "card", "kind", "remedy"),
    [
        ("registered here", Card(MAC, holders=(("t1", False),)), None, None),
        ("registered nowhere", Card(MAC), None, None),
        ("moved from another PC", Card(MAC, holders=(("t2", False),)), "adapter-moved", "move-adapter"),
        ("a stick moved once", Card(MAC, True, holders=(("t2", False),)), "adapter-moved", "move-adapter"),
        (
            "a stick by turns",
            Card(MAC, True, holders=(("t2", False),), users=frozenset({"t2"})),
            "shared-dongle",
            "share-adapter",
        ),
        ("a stick by turns, unregistered", Card(MAC, True, users=frozenset({"t2"})), "shared-dongle", "share-adapter"),
        ("a known shared stick", Card(MAC, True, holders=(("t2", True),), users=frozenset({"t2"})), None, None),
        ("a dock of another", Card(MAC, True, True, (("t2", False),)), "dock", "share-adapter"),
        ("a known dock", Card(MAC, True, True, (("t2", True),)), None, None),
        ("a dock of nobody", Card(MAC, True, True), None, None),
    ],
)
def test_adapters(name: str, card: Card, kind: str | None, remedy: str | None) -> None:
    found = referee(replace(ASKED, cards=(card,)))

    assert [(one.kind, one.remedy) for one in found] == ([(kind, remedy)] if kind else []), name


def test_another_machine_explains_its_adapters() -> None:
    card = Card(MAC, holders=(("t2", False),))

    assert kinds(replace(ASKED, machine=TWO, cards=(card,))) == ["cloned-image"]


QUESTIONS = st.builds(
    Question,
    st.just("a" * 32),
    st.integers(0, 3),
    MACHINES,
    st.sampled_from([None, "t1"]),
    st.none() | MACHINES,
    st.none() | st.just(ROW),
    st.lists(st.sampled_from([ROW, HOME]), max_size=2).map(tuple),
    st.lists(
        st.builds(Peer, st.sampled_from(["b" * 32, "c" * 32]), st.just("t9"), MACHINES, st.integers(0, 3)), max_size=3
    ).map(tuple),
    st.lists(st.builds(Card, st.just(MAC), st.booleans(), st.booleans()), max_size=2).map(tuple),
    st.booleans(),
)


@given(QUESTIONS)
def test_one_proposal_of_a_kind_and_never_about_itself(asked: Question) -> None:
    found = referee(asked)

    assert len({one.kind for one in found}) == len(found)
    assert asked.agent_id not in {one.other_agent_id for one in found}
    assert all(one.why for one in found)


@given(MACHINES, st.lists(st.builds(Card, st.just(MAC), st.booleans()), max_size=2).map(tuple))
def test_a_machine_that_stayed_the_same_raises_nothing(machine: Machine, cards: tuple[Card, ...]) -> None:
    assert referee(replace(ASKED, machine=machine, before=machine, cards=cards)) == ()


@given(QUESTIONS)
def test_of_two_agents_one_asks(asked: Question) -> None:
    named = {one.other_agent_id for one in referee(asked)} - {None}
    later = {one.agent_id for one in asked.peers if (one.enrolled_us, one.agent_id) < (asked.enrolled_us, "a" * 32)}

    assert named <= later


def test_same_question_has_the_same_mark() -> None:
    one = only(replace(ASKED, peers=(peer(),)))

    assert one.mark(ONE) == one.mark(replace(ONE, macs=frozenset({MAC})))
    assert one.mark(ONE) != one.mark(replace(ONE, serial="PF3FAKE77"))
