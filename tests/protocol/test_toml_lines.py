"""Where a setting stands."""

import tomllib

import pytest

from protocol.toml_lines import line_of, line_of_error

TEXT = """\
names = ["a"]

[agents]
host = "192.0.2.1"
port = 7443
[[zones]]
prefix = "10.0.0.0/8"
zone = "private"
[[zones]]
prefix = "10.1.0.0/16"
[deep.table]
"quoted" = 1
"""


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("names", 1),
        ("agents", 3),
        ("agents.port", 5),
        ("agents.missing", 3),
        ("zones", 6),
        ("zones[0].zone", 8),
        ("zones[1].prefix", 10),
        ("zones[1].zone", 9),
        ("zones[1]", 9),
        ("deep.table.quoted", 12),
        ("nowhere", 1),
        ("no.where", 1),
    ],
)
def test_line(name: str, line: int) -> None:
    assert line_of(name, TEXT) == line


@pytest.mark.parametrize(("text", "line"), [("a = 1\nb = \n", 2), ("a = 1\nb = [1,", 2), ("a = 1\na = 2\n", 2)])
def test_line_of_what_is_no_toml(text: str, line: int) -> None:
    with pytest.raises(tomllib.TOMLDecodeError) as caught:
        tomllib.loads(text)

    assert line_of_error(str(caught.value), text) == line
