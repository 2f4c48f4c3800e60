from tests.support.scenario import ADDRESS_1, ADDRESS_9, MAC_1, scenario


def test_frames_on_both_sides_of_a_denying_beat() -> None:
    story = scenario().registered("pc", MAC_1).at("09:00").beat("pc", (MAC_1, ADDRESS_1))
    for _ in range(8):
        story.after(15).sighting(MAC_1, ADDRESS_9)
    story.beat("pc", (MAC_1, ADDRESS_1)).expects()

    story.after(10).sighting(MAC_1, ADDRESS_9).expects("mac-clone")


def test_address_that_the_next_beat_confirms_is_none() -> None:
    story = scenario().registered("pc", MAC_1).at("09:00").beat("pc", (MAC_1, ADDRESS_1))
    for _ in range(8):
        story.after(15).sighting(MAC_1, ADDRESS_9)
    story.beat("pc", (MAC_1, ADDRESS_9)).after(10).sighting(MAC_1, ADDRESS_9)

    story.expects().suspects()
