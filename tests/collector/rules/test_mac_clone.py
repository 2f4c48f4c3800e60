from tests.support.scenario import ADDRESS_1, ADDRESS_2, ADDRESS_9, MAC_1, Scenario, scenario


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


def docked(turns: bool) -> Scenario:
    """Two PCs that share a dock, both with its passed-through MAC on one segment: by turns, or at once (two docks)."""
    story = scenario().registered("pc-1", MAC_1).registered("pc-2", MAC_1).at("09:00")
    for minute in range(20):
        first, second = (minute < 10, minute >= 10) if turns else (True, True)
        for name, address, is_on in (("pc-1", ADDRESS_1, first), ("pc-2", ADDRESS_2, second)):
            if is_on:
                story.beat(name, (MAC_1, address)).after(12).sighting(MAC_1, address)
        story.after(36 if turns else 24)
    return story


def test_a_dock_used_by_two_pcs_in_turn_is_none() -> None:
    docked(turns=True).expects().suspects()


def test_two_docks_that_pass_the_same_mac_at_once_are_told() -> None:
    assert "mac-clone" in docked(turns=False).told
