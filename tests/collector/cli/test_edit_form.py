"""A terminal as a text: what was not touched changes nothing."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.cli import edit_form, texts
from collector.cli.failures import CommandFailed

NOW_US = 1_767_225_600_000_000
STATE: dict[str, Any] = {
    "room": "0312",
    "os_name": "银河麒麟",
    "is_shared": False,
    "vlan": 112,
    "macs": ["00-00-5E-00-53-01"],
    "shared_macs": [],
    "addresses": ["10.37.12.21 s1"],
    "terminal_type": "desktop",
    "expires_us": NOW_US,
    "remark": None,
}
LINE = st.text(st.characters(blacklist_categories=["Cc", "Cs", "Zl", "Zp", "Zs", "Cf"]), min_size=1, max_size=20)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_untouched_changes_nothing(language: str) -> None:
    texts.choose(language)
    try:
        assert edit_form.read(edit_form.written(STATE, "x"), STATE, NOW_US) == {}
    finally:
        texts.choose("en")


@given(LINE, LINE)
def test_whatever_stands_there_untouched_changes_nothing(room: str, remark: str) -> None:
    state = STATE | {"room": room, "remark": remark}

    assert edit_form.read(edit_form.written(state, "x"), state, NOW_US) == {}


def test_changed_emptied_and_lists() -> None:
    text = edit_form.written(STATE, "x")
    for old, new in (
        ("room: 0312", "room: 0313"),
        ("operating system: 银河麒麟", "operating system:"),
        ("MAC addresses: 00-00-5E-00-53-01", "MAC addresses: 00-00-5E-00-53-02、00-00-5E-00-53-03"),
        ("VLAN: 112", "VLAN：113"),
        ("type: desktop PC", "type: laptop"),
    ):
        assert old in text
        text = text.replace(old, new)

    assert edit_form.read(text, STATE, NOW_US) == {
        "room": "0313",
        "terminal_type": "laptop",
        "vlan": 113,
        "add_macs": ["00-00-5E-00-53-02", "00-00-5E-00-53-03"],
        "remove_macs": ["00-00-5E-00-53-01"],
        "cleared": ["os_name"],
    }


@pytest.mark.parametrize(
    "text",
    ["[x]\nroom: 1\nroom: 2\n", "[x]\nromm: 1\n", "room: 1\n",
     "[x]\nroom: 1\n  2\nMAC addresses\n[", "[x]\nVLAN: viele\n"],
)  # fmt: skip
def test_what_cannot_be_read_is_a_sentence(text: str) -> None:
    with pytest.raises(CommandFailed):
        edit_form.read(text, STATE, NOW_US)


def test_editor_is_run_on_the_text() -> None:
    script = "sed -i s/0312/0399/"

    assert "0399" in edit_form.in_editor(edit_form.written(STATE, "x"), {"EDITOR": script})
    assert "0312" in edit_form.in_editor("0312", {"VISUAL": "true", "EDITOR": script})


@pytest.mark.parametrize("editor", ["false", "/no/such/editor"])
def test_editor_that_fails_changes_nothing(editor: str) -> None:
    with pytest.raises(CommandFailed, match="editor"):
        edit_form.in_editor("x", {"EDITOR": editor})
