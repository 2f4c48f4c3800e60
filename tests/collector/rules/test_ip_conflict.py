from tests.support.scenario import ADDRESS_1, MAC_1, MAC_2, STRANGER, scenario


def test_goes_quiet_by_itself_and_names_both() -> None:
    story = scenario().registered("pc", MAC_1, address=ADDRESS_1, agent=False).at("09:00").sighting(MAC_1, ADDRESS_1)
    story.after(1).sighting(STRANGER, ADDRESS_1).after(1).sighting(STRANGER, ADDRESS_1)

    alert = next(alert for alert in story.alerts.values() if alert.rule == "ip-conflict")
    assert alert.evidence["holder"] == "pc"
    assert alert.evidence["macs"] == [str(MAC_1), str(STRANGER)]
    assert story.told == ["unregistered-terminal", "ip-conflict"]


def test_registered_pc_on_a_free_address_of_another_is_drift_not_conflict() -> None:
    story = scenario().registered("pc", MAC_1, address=ADDRESS_1, agent=False).registered("two", MAC_2, agent=False)

    story.at("09:00").sighting(MAC_2, ADDRESS_1, lasting=60).expects().suspects()


def test_flip_flop_is_one_alert_that_counts_its_turns() -> None:
    story = scenario().registered("pc", MAC_1, address=ADDRESS_1, agent=False).registered("two", MAC_2, agent=False)
    story.at("09:00")
    for _ in range(4):
        story.sighting(MAC_1, ADDRESS_1).after(6).sighting(MAC_2, ADDRESS_1).after(6)

    (alert,) = [one for one in story.alerts.values() if one.rule == "ip-conflict"]
    assert story.told == ["ip-conflict"]
    assert int(str(alert.evidence["turns"])) >= 4
    assert alert.evidence["macs"] == [str(MAC_1), str(MAC_2)]


def test_two_agentless_terminals_on_one_address() -> None:
    """Neither address is registered, no agent vouches: that both use it in turns is enough."""
    story = scenario().registered("one", MAC_1, agent=False).registered("two", MAC_2, agent=False).at("09:00")
    for _ in range(2):
        story.sighting(MAC_1, ADDRESS_1).after(6).sighting(MAC_2, ADDRESS_1).after(6)

    story.expects("ip-conflict")


def test_lease_handed_on_is_no_conflict() -> None:
    story = scenario().registered("one", MAC_1, agent=False).registered("two", MAC_2, agent=False).at("09:00")
    story.sighting(MAC_1, ADDRESS_1, lasting=60).after(120).sighting(MAC_2, ADDRESS_1).after(60)

    story.sighting(MAC_2, ADDRESS_1).expects().suspects()
