"""The tables themselves: what a scenario asks for exists in the guest."""

import inspect

from tests.lab.inside.acts import ACTS
from tests.lab.inside.usb_devices import BY_NAME
from tests.lab.outside import DEVICES, OUTSIDE_ACTS
from tests.lab.scenarios import ALL_SCENARIOS
from tests.lab.scenarios.scenario import Act, Scenario
from tests.lab.test_lab import FEW


def acts(scenario: Scenario) -> list[Act]:
    return [*scenario.before, *(act for step in scenario.steps for act in step.acts)]


def test_names_are_unique_and_the_telling_few_exist() -> None:
    names = [scenario.name for scenario in ALL_SCENARIOS]

    assert len(names) == len(set(names))
    assert set(FEW) <= set(names)


def test_every_act_can_be_played_with_its_arguments() -> None:
    for act in (act for scenario in ALL_SCENARIOS for act in acts(scenario)):
        if act.name in OUTSIDE_ACTS:
            inspect.signature(OUTSIDE_ACTS[act.name]).bind(None, None, **act.arguments)
        else:
            inspect.signature(ACTS[act.name]).bind(**act.arguments)


def test_every_device_is_in_the_catalogue_and_used() -> None:
    used = {act.arguments["device"] for scenario in ALL_SCENARIOS for act in acts(scenario) if act.name == "usb"}

    assert used == set(BY_NAME)


def test_every_card_from_outside_is_used() -> None:
    plugs = [act for scenario in ALL_SCENARIOS for act in acts(scenario) if act.name == "hot-plugged"]

    assert {act.arguments["device"] for act in plugs} == set(DEVICES)
