"""One terminal read as a register of one row says what the whole register says of it."""

from pathlib import Path

from collector.store import register_view, terminal_view, terminals
from collector.store.scope import CITY, Scope
from tests.support import small_ledger
from tests.support.collector_store import open_collector_store


def test_alone_as_among_the_others(tmp_path: Path) -> None:
    with open_collector_store(tmp_path) as rig:
        ledger = rig.do(small_ledger.fill)
        whole = rig.read(lambda connection: register_view.load(connection, CITY))
        found = rig.read(lambda connection: terminals.find(connection, CITY, ledger.desktop))
        alone = rig.read(lambda connection: terminal_view.as_view(connection, CITY, found, None))
        services = Scope(frozenset({ledger.services}))
        beyond = rig.read(lambda connection: terminal_view.as_view(connection, services, found, None))

    assert list(alone.terminals) == [item for item in whole.terminals if item.id == ledger.desktop]
    assert set(alone.people) == {ledger.li, ledger.zhao}
    assert all(whole.people[key] == value for key, value in alone.people.items())
    assert [item.name for item in alone.segments] == ["财政局三楼"]
    assert list(beyond.segments) == []


def test_no_agent_and_no_sighting_is_none(tmp_path: Path) -> None:
    with open_collector_store(tmp_path) as rig:
        ledger = rig.do(small_ledger.fill)
        bound = rig.read(lambda connection: terminal_view.bound_agent(connection, ledger.desktop))
        seen = rig.read(lambda connection: terminal_view.sightings(connection, CITY, ["00-00-5E-00-53-01"]))

    assert (bound, seen) == (None, [])
