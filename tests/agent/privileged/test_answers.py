from dataclasses import is_dataclass

from agent.privileged import answers
from protocol.schema import Field, declared_fields


def test_everything_the_helper_can_say_is_declared() -> None:
    said = [kind for kind in vars(answers).values() if isinstance(kind, type) and is_dataclass(kind)]
    said = [kind for kind in said if kind is not Field]

    assert {kind.__name__ for kind in said} >= {"PacketRules", "Accounts", "Serials", "PortOwners"}
    assert all(item.field.says for kind in said for item in declared_fields(kind))


def test_no_answer_has_room_for_a_secret() -> None:
    names = {item.name for item in declared_fields(answers.AccountLock)}

    assert names == {"name", "is_empty", "is_locked", "most_days"}
