import pytest

from collector.presence.subject import Admission
from tests.support.scenario import MAC_1, scenario


@pytest.mark.parametrize(
    ("admission", "told"),
    [(Admission.NOT_ADMITTED, ["not-admitted"]), (Admission.EXPECTED, []), (Admission.ADMITTED, [])],
)
def test_by_status(admission: Admission, told: list[str]) -> None:
    story = scenario().registered("pc", MAC_1, agent=False, admission=admission)

    assert story.at("09:00").sighting(MAC_1, lasting=5).told == told
