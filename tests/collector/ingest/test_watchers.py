from collector.store import leases
from tests.support.agents_door import DESKTOP_ADDRESS, DESKTOP_MAC, DoorRig


def test_lease_is_prolonged_while_its_holder_lives_and_ends_with_it(door: DoorRig) -> None:
    voice = door.enrolled(door.ledger.desktop, DESKTOP_MAC)
    (duty,) = door.beat(voice, DESKTOP_MAC, DESKTOP_ADDRESS).duties
    for _ in range(8):
        door.advance(60, voice)
        assert [one.id for one in door.beat(voice, DESKTOP_MAC, DESKTOP_ADDRESS).duties] == [duty.id]
        door.tick()

    door.advance(400, voice)
    door.tick()
    assert door.rig.read(lambda c: leases.in_force(c, door.rig.clock.now)) == []
