import pytest

from collector.errors import InvalidValue
from collector.ledger.unit import Unit


def test_a_unit_in_normal_form() -> None:
    unit = Unit(name=" 示例市财政局　", region_code="３７１４９９", access_class="B").checked()

    assert (unit.name, unit.region_code) == ("示例市财政局", "371499")


@pytest.mark.parametrize(
    ("name", "region", "access_class", "field"),
    [("", "371499", None, "unit name"), ("财政局", "1", None, "region"), ("财政局", "371499", "G", "access class"),
     ("财政局", "371499", "AB", "access class")],
)  # fmt: skip
def test_what_is_not_allowed_is_named(name: str, region: str, access_class: str | None, field: str) -> None:
    with pytest.raises(InvalidValue, match=field):
        Unit(name=name, region_code=region, access_class=access_class).checked()


def test_names_whom_it_lacks() -> None:
    value = Unit(name="示例市财政局", region_code="371499", administrator_id="p1")

    assert value.lacks == ("first responsible", "directly responsible")
    assert (
        Unit(
            name="示例市财政局",
            region_code="371499",
            administrator_id="p1",
            first_responsible_id="p2",
            direct_responsible_id="p3",
        ).lacks
        == ()
    )
