import pytest

from collector.errors import InvalidValue
from collector.imports.sheets.headings import Field
from collector.imports.sheets.people_values import MASKED, Telephones, name, telephones, user_name
from collector.imports.sheets.said import Said


@pytest.mark.parametrize("text", ["(公用)值班室", "公用", "—", "\uff08公用\uff09"])
def test_several_use_it(text: str) -> None:
    assert user_name(Said(Field.USER, (text,))) is None


@pytest.mark.parametrize("text", ["张三", "测试", "管理员", "A", "李明轩/周敏", "李1"])
def test_no_real_names(text: str) -> None:
    with pytest.raises(InvalidValue):
        name(Said(Field.USER, (text,)))


def test_masked_values_say_nothing() -> None:
    assert name(Said(Field.USER, ("李**",))) is MASKED
    assert telephones(Said(Field.MOBILE, ("199****0001",))) is MASKED


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("19900000001/0635-8200001", Telephones("19900000001", "0635-8200001")),
        ("(0635)8200001", Telephones(None, "0635-8200001")),
        ("8200001", Telephones(None, "8200001")),
        ("无", None),
    ],
)
def test_telephones_of_both_kinds(text: str, found: Telephones | None) -> None:
    assert telephones(Said(Field.MOBILE, (text,))) == found


@pytest.mark.parametrize("text", ["19900000001、19900000002", "19900", "电话", "1.99E+10"])
def test_no_telephone_that_reaches_the_person(text: str) -> None:
    with pytest.raises(InvalidValue):
        telephones(Said(Field.MOBILE, (text,)))
