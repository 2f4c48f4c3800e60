import json
from typing import Any, cast

from protocol.observations import OBSERVATION_TYPES
from protocol.schema import declared_fields
from tests.support.agent_command import mingce_agent


def test_published_list_is_the_schema() -> None:
    published = json.loads(mingce_agent("collected", "--json").stdout)

    assert list(published) == list(OBSERVATION_TYPES)
    for name, kind in OBSERVATION_TYPES.items():
        top = [line["field"] for line in published[name]["fields"] if "." not in line["field"]]
        assert top == [item.name for item in declared_fields(cast(Any, kind))]
    below = [line["field"] for line in published["host-identity"]["fields"]]
    assert "machine.disks.serial" in below


def test_published_list_reads_in_chinese() -> None:
    text = mingce_agent("collected", "--lang", "zh_CN").stdout

    assert "主机名;仅为标签" in text
    assert "至多 255 个字符" in text
