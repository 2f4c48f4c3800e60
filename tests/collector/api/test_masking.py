"""Every mask of R23."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.api import masking


@pytest.mark.parametrize(
    ("name", "masked"), [("张伟", "张*"), ("欧阳明", "欧**"), ("阿卜杜·热合曼", "阿卜杜·*"), ("王", "王*"), ("", "")]
)
def test_name(name: str, masked: str) -> None:
    assert masking.name(name) == masked


@pytest.mark.parametrize(("value", "masked"), [("19900000001", "199****0001"), ("1990", "****"), (None, None)])
def test_mobile(value: str | None, masked: str | None) -> None:
    assert masking.mobile(value) == masked


@pytest.mark.parametrize(("value", "masked"), [("0635-8200001", "****0001"), (None, None)])
def test_office_phone(value: str | None, masked: str | None) -> None:
    assert masking.office_phone(value) == masked


@given(st.text(min_size=2, max_size=20))
def test_a_masked_name_is_never_the_name(name: str) -> None:
    assert masking.name(name) != name or set(name[1:]) <= {"*", "·"}
