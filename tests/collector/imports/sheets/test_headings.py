import pytest

from collector.imports.sheets.headings import HEADINGS, NOT_KEPT, Field, field_named, field_of, folded


def test_every_field_has_a_heading_or_is_not_kept() -> None:
    assert set(HEADINGS) | NOT_KEPT == set(Field)


@pytest.mark.parametrize("name", list(HEADINGS))
def test_an_exported_heading_is_read_back(name: Field) -> None:
    assert field_of(HEADINGS[name]) is name
    assert field_named(name.value) is name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("使用人\n(必填)", Field.USER),
        ("* 联系电话 \uff08手机\uff09", Field.MOBILE),
        ("公用/专用", Field.IS_SHARED),
        ("VLAN ID", Field.VLAN),
        ("聯繫電話", Field.MOBILE),
        ("S/N", Field.SERIAL_NO),
    ],
)
def test_headings_as_units_write_them(text: str, name: Field) -> None:
    assert field_of(text) is name


@pytest.mark.parametrize("text", ["", "购置年份", "x" * 61])
def test_other_texts_are_no_headings(text: str) -> None:
    assert field_of(text) is None


def test_folding_is_stable() -> None:
    assert folded(folded("單位 名稱*\uff1a")) == folded("单位名称")
