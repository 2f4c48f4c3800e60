import re
from pathlib import Path

from tests.lab.machine.qemu import command


def built(collector_port: int | None) -> str:
    place = Path("/lab")
    made = command("qemu", place / "k", place / "i", place, collector_port=collector_port, incoming=place / "state")
    return " ".join(made)


def test_guest_reaches_nothing_but_the_collector() -> None:
    for network in re.findall(r"-netdev (user,\S+)", built(4711)):
        assert "restrict=on,ipv6=off" in network
    assert "guestfwd" not in built(None)
    assert built(4711).count("guestfwd") == 1
    assert "guestfwd=tcp:10.0.2.100:4711-cmd:" in built(4711)


def test_snapshot_is_restored_into_the_machine_it_was_taken_of() -> None:
    assert built(None).endswith("-incoming exec:cat /lab/state")
    assert "-cpu Nehalem -smp 2 -m 1024" in built(None)
