from tests.support.scenario import MAC_1, scenario


def test_registered_pc_without_agent_is_told_after_the_grace() -> None:
    story = scenario().registered("pc", MAC_1, enrolled=False).at("09:00")
    for _ in range(12):
        story.sighting(MAC_1).after(10)
    story.expects()

    story.sighting(MAC_1).expects("agent-missing")


def test_installing_it_settles_it() -> None:
    story = scenario().registered("pc", MAC_1, enrolled=False).at("09:00")
    for _ in range(20):
        story.sighting(MAC_1).after(10)
    story.owners.clear()
    story.registered("pc", MAC_1).beat("pc").after(1).sighting(MAC_1)

    assert [alert.state for alert in story.alerts.values()] == ["closed"]


def test_printer_needs_none() -> None:
    scenario().registered("printer", MAC_1, agent=False).at("09:00").sighting(MAC_1, lasting=500).expects()
