from pathlib import Path

from agent.probes.neighbours import NeighboursProbe
from agent.probes.probe import NothingHere, Seen
from protocol.observations import Neighbour
from tests.support.captured_host import CapturedTables, host_of

LINKS = [{"index": 2, "name": "eth0"}]
MAC = "00-00-5E-00-53-01"


def row(address: str, state: int, mac: str | None = MAC) -> dict[str, object]:
    return {"index": 2, "address": address, "mac": mac, "state": state, "flags": 0}


def test_only_entries_that_say_who_is_there(tmp_path: Path) -> None:
    rows = [
        row("10.37.12.1", 0x02),
        row("10.37.12.2", 0x04),
        row("10.37.12.3", 0x20, None),
        row("10.37.12.4", 0x01, None),
        row("ff02::1", 0x40, "33-33-00-00-00-01"),
        row("10.37.12.5", 0x80, "01-00-5E-00-00-01"),
    ]
    looking = NeighboursProbe().look(host_of(tmp_path, CapturedTables({"links": LINKS, "neighbours": rows})))

    assert isinstance(looking, Seen)
    found = [(str(one.address), one.state) for one in looking.observations if isinstance(one, Neighbour)]
    assert found == [("10.37.12.1", "reachable"), ("10.37.12.2", "stale")]


def test_no_neighbour_is_nothing_here(tmp_path: Path) -> None:
    assert NeighboursProbe().look(host_of(tmp_path, CapturedTables({"links": LINKS}))) == NothingHere()


def test_freshness_alone_is_no_change(tmp_path: Path) -> None:
    def essence(state: int, mac: str = MAC) -> object:
        tables = CapturedTables({"links": LINKS, "neighbours": [row("10.37.12.1", state, mac)]})
        looking = NeighboursProbe().look(host_of(tmp_path, tables))
        assert isinstance(looking, Seen)
        return NeighboursProbe().essence(looking.observations)

    assert essence(0x02) == essence(0x04)
    assert essence(0x02) != essence(0x02, "00-00-5E-00-53-02")
