from collector.presence.binding import SwitchTable
from protocol.observations import HeardHow
from tests.support.scenario import ADDRESS_1, ADDRESS_2, MAC_1, STRANGER, scenario


def test_presence_sums_up_its_bindings() -> None:
    story = scenario().at("09:00").sighting(MAC_1, ADDRESS_1).after(30).sighting(MAC_1, ADDRESS_2, by="watcher-2")
    presence = story.presence(MAC_1)

    assert presence.last_us - presence.first_us == 30_000_000
    assert presence.witnesses == ("watcher-1", "watcher-2")
    assert set(presence.addresses) == {ADDRESS_1, ADDRESS_2}


def test_neighbour_table_is_not_the_wire() -> None:
    story = scenario().at("09:00").sighting(MAC_1, ADDRESS_1, how=HeardHow.NEIGHBOUR_TABLE)

    assert story.presence(MAC_1).on_the_wire == ()
    assert len(story.presence(MAC_1).bindings) == 1


def test_a_switchs_table_accuses_no_registered_pc_of_silence() -> None:
    story = scenario().registered("pc-1", MAC_1, address=ADDRESS_1).at("09:00").beat("pc-1", (MAC_1, ADDRESS_1))
    for minute in range(5, 60, 5):
        story.at(f"09:{minute:02}").sighting(MAC_1, ADDRESS_1, how=SwitchTable.ARP, by="import:SW-3F")

    story.expects().suspects()
    assert story.presence(MAC_1).on_the_wire == ()


def test_a_switchs_table_names_a_stranger() -> None:
    story = scenario().at("09:00").sighting(STRANGER, how=SwitchTable.MAC, by="import:SW-3F")

    story.expects().suspects("unregistered-terminal")
    story.after(1).sighting(STRANGER, ADDRESS_1).expects("unregistered-terminal")
