from typing import Any

import pytest

from protocol.decoding import decode_value
from protocol.errors import MalformedMessage
from protocol.observations import OBSERVATION_TYPES, Elsewhere
from protocol.schema import declared_fields


@pytest.mark.parametrize(
    "adapter", ["", "eth0", "A" * 32, "a" * 31, "a" * 33, "a" * 31 + "\n", "a" * 32 + "\n", None, 7]
)
def test_an_adapter_is_named_by_32_lower_case_hex_digits(adapter: object) -> None:
    elsewhere = {"adapter": adapter, "zone": "private", "from_us": 1, "to_us": 2}
    with pytest.raises(MalformedMessage, match=r"Elsewhere\.adapter"):
        decode_value(Elsewhere, elsewhere, "Elsewhere")


def test_every_field_an_agent_can_send_is_described_in_words() -> None:
    kinds: dict[str, Any] = dict(OBSERVATION_TYPES)
    for name, kind in kinds.items():
        for item in declared_fields(kind):
            assert len(item.field.says) > 3, f"{name}.{item.name}"
            assert item.field.says == item.field.says.strip(), f"{name}.{item.name}"
