"""An account stands for one named person."""

import pytest

from collector.errors import InvalidValue
from collector.operators.operator import check_display_name, check_name, check_os_user


@pytest.mark.parametrize("name", ["zhou-min", "li.ming_xuan", "w3", "zhao2"])
def test_account_name(name: str) -> None:
    assert check_name(name) == name


@pytest.mark.parametrize(
    "name", ["", "a", "Zhou", "1abc", "zhou--min", "-zhou", "zhou min", "周敏", "x" * 65, "admin", "root", "secadmin"]
)
def test_no_account_name(name: str) -> None:
    with pytest.raises(InvalidValue, match="account name"):
        check_name(name)


def test_real_name_is_kept_without_blanks() -> None:
    assert check_display_name(" 周敏 ") == "周敏"
    assert check_display_name("阿卜杜·热合曼") == "阿卜杜·热合曼"


@pytest.mark.parametrize("name", ["", "周", "测试", "管理员", "Admin", "周\n敏", "x" * 129])
def test_placeholder_is_no_name(name: str) -> None:
    with pytest.raises(InvalidValue, match="display name"):
        check_display_name(name)


@pytest.mark.parametrize("name", [None, "zhoumin", "_svc", "w.li"])
def test_os_user(name: str | None) -> None:
    assert check_os_user(name) == name


@pytest.mark.parametrize("name", ["root", "", "zhou min", "../x", "X" * 40])
def test_no_os_user(name: str) -> None:
    with pytest.raises(InvalidValue, match="OS user"):
        check_os_user(name)
