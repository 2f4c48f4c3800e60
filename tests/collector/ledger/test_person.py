import pytest

from collector.errors import InvalidValue
from collector.ledger.person import Person

UNIT = "1" * 32


def test_a_person_in_normal_form() -> None:
    person = Person(name="李 明轩", unit_id=UNIT, department=" 预算科", mobile="+86 19900000001", title=" ").checked()

    assert (person.name, person.department, person.mobile, person.title) == ("李明轩", "预算科", "19900000001", None)


def test_an_office_number_will_do() -> None:
    assert Person(name="周敏", unit_id=UNIT, department="办公室", office_phone="0635-8200001").checked().mobile is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "测试"}, "name"),
        ({"department": None}, "department"),
        ({"mobile": None}, "telephone"),
        ({"mobile": "123"}, "mobile"),
        ({"office_phone": "x"}, "office phone"),
    ],
)
def test_real_name_registration_needs_all_of_it(changes: dict[str, str | None], field: str) -> None:
    values: dict[str, str | None] = {"name": "李明轩", "department": "预算科", "mobile": "19900000001"}
    values |= changes

    with pytest.raises(InvalidValue, match=field):
        Person(unit_id=UNIT, **values).checked()  # type: ignore[arg-type]
