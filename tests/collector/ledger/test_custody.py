import pytest

from collector.errors import InvalidValue
from collector.ledger.custody import Custody


def test_a_shared_terminal_has_an_owner_and_no_user() -> None:
    custody = Custody(owner_id="1" * 32, building=" 主楼 ", room="0101").checked()

    assert (custody.user_id, custody.building, custody.room) == (None, "主楼", "0101")


def test_somebody_answers_for_it() -> None:
    with pytest.raises(InvalidValue, match="owner"):
        Custody(owner_id="").checked()
