from tests.support.scenario import ADDRESS_9, MAC_1, MAC_3, scenario


def test_claimed_by_an_agent_but_not_its_terminals() -> None:
    story = scenario().registered("also-pc", MAC_1).at("09:00").beat("also-pc", (MAC_3, ADDRESS_9))
    story.after(1).sighting(MAC_3, ADDRESS_9, lasting=1).expects("unapproved-adapter")

    (alert,) = story.alerts.values()
    assert alert.evidence["claimed_by_agent"] == "also-pc"


def test_approving_it_settles_it() -> None:
    story = scenario().registered("also-pc", MAC_1).at("09:00").beat("also-pc", (MAC_3, ADDRESS_9))
    story.after(1).sighting(MAC_3, ADDRESS_9, lasting=1)
    story.owners[MAC_3].append("also-pc")
    story.after(1).sighting(MAC_3, ADDRESS_9)

    assert [alert.state for alert in story.alerts.values()] == ["closed"]
