from protocol.observations import HeardHow
from tests.support.scenario import ADDRESS_1, ADDRESS_2, MAC_1, scenario


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
