"""An adapter whose cable stays in its socket is where it was, whoever answers for the gateway now."""

from pathlib import Path

from agent.placement import Placement
from protocol.mac import MacAddress
from protocol.observations import Observation
from tests.support.captured_host import CapturedTables, host_of
from tests.support.observed import ADAPTER, GATEWAY_MAC, SEGMENT, adapter, default_route, holds, office, segment

SPOOFER = MacAddress.parse("00-00-5E-00-53-66")
DECLARED = (segment(gateway_macs=(GATEWAY_MAC,)),)


class Pc:
    """A PC whose kernel counts how often its link came and went."""

    def __init__(self, folder: Path) -> None:
        self._link = folder / "sys/class/net" / adapter().name
        self._link.mkdir(parents=True)
        self.link_changes(1)
        self.placement = Placement(host_of(folder, CapturedTables({})))

    def link_changes(self, number: int) -> None:
        (self._link / "carrier_changes").write_text(f"{number}\n")

    def segments(self, told: tuple[Observation, ...], declared: tuple[object, ...] = DECLARED) -> tuple[str, ...]:
        self.placement.turn(told, declared, {})  # type: ignore[arg-type]
        return self.placement.attached[0].segments


def test_a_forged_answer_for_the_gateway_sends_no_watcher_away(tmp_path: Path) -> None:
    pc = Pc(tmp_path)

    assert pc.segments(office()) == (SEGMENT,)
    assert pc.segments(office(SPOOFER)) == (SEGMENT,)
    assert pc.segments(office(SPOOFER)) == (SEGMENT,)
    assert pc.placement.attached[0].evidence.gateway_macs == (SPOOFER,)


def test_a_cable_that_was_pulled_out_is_judged_anew(tmp_path: Path) -> None:
    pc = Pc(tmp_path)
    pc.segments(office())
    pc.link_changes(3)

    assert pc.segments(office(SPOOFER)) == ()
    assert pc.segments(office()) == (SEGMENT,)


def test_so_is_a_pc_that_slept(tmp_path: Path) -> None:
    pc = Pc(tmp_path)
    pc.segments(office())
    pc.placement.doubt()

    assert pc.segments(office(SPOOFER)) == ()


def test_so_is_one_with_other_addresses_or_another_segment(tmp_path: Path) -> None:
    pc = Pc(tmp_path)
    pc.segments(office())
    moved = (adapter(), holds("59.207.0.99", 25), default_route("59.207.0.126", SPOOFER))

    assert pc.segments(moved) == ()
    pc.segments(office())
    assert pc.segments(office(SPOOFER), ()) == ()


def test_where_the_kernel_counts_nothing_the_gateway_decides(tmp_path: Path) -> None:
    pc = Pc(tmp_path)
    (tmp_path / "sys/class/net" / adapter().name / "carrier_changes").unlink()
    pc.segments(office())

    assert pc.segments(office(SPOOFER)) == ()


def test_it_says_which_adapters_moved(tmp_path: Path) -> None:
    pc = Pc(tmp_path)
    placement = pc.placement

    assert placement.turn(office(), DECLARED, {}) == set()
    assert placement.turn(office(SPOOFER), DECLARED, {}) == set()
    pc.link_changes(2)
    assert placement.turn(office(SPOOFER), DECLARED, {}) == {ADAPTER}
