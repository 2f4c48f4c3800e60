"""A sentence is formatted once; what stands in it can neither format again nor move a cursor."""

import copy
import json
import pickle
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol import phrases
from protocol.phrases import Phrase, from_plain, harmless, say, sentence, to_plain, translate

CHINESE = {
    "{value!r} is not one of {allowed}": "{value!r} 不是 {allowed} 之一",
    "{what}: {why}": "{what}:{why}",
    "is empty": "为空",
    "password": "口令",
    "lacks {kind}": "缺少{kind}",
    "a digit": "数字",
    "at most {most}": "最多 {number}",
    "{value} bytes": "{value.__class__} 字节",
}
SAFE = st.text(st.characters(exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp"), exclude_characters="\u2065"))
NUMBERS_AND_TEXTS = SAFE | st.integers(-(2**63), 2**63)
ANY_JSON = st.recursive(
    st.none() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
)
LIMITED = SAFE.map(lambda text: text[: phrases.LONGEST])


def _said(value: object) -> Phrase:
    return say("is {value}", value=value)


def in_chinese(text: str) -> str:
    return CHINESE.get(text, text)


def test_is_its_own_english_text() -> None:
    phrase = say("{value!r} is not one of {allowed}", value="wide", allowed="narrow, flat")

    assert phrase == "'wide' is not one of narrow, flat"
    assert phrase.template == "{value!r} is not one of {allowed}"
    assert phrase.values == {"value": "wide", "allowed": "narrow, flat"}


def test_is_translated_with_its_values() -> None:
    phrase = say("{value!r} is not one of {allowed}", value="wide", allowed="narrow, flat")

    assert translate(phrase, in_chinese) == "'wide' 不是 narrow, flat 之一"
    assert translate(phrase, str) == phrase


def test_phrase_in_a_phrase_is_translated_too() -> None:
    whole = sentence(Phrase("password"), say("lacks {kind}", kind=say("a digit")))

    assert whole == "password: lacks a digit"
    assert translate(whole, in_chinese) == "口令:缺少数字"


def test_plain_text_is_its_own_template_and_empty_stays_empty() -> None:
    assert translate("is empty", in_chinese) == "为空"
    # gettext answers the empty text with the catalogue's header.
    assert translate("", lambda _text: "Content-Type: text/plain") == ""


@pytest.mark.parametrize("template", ["at most {most}", "{value} bytes"])
def test_translation_that_does_not_fit_is_not_used(template: str) -> None:
    phrase = say(template, **dict.fromkeys(name for _, name, _, _ in string.Formatter().parse(template) if name))

    assert translate(phrase, in_chinese) == phrase


@pytest.mark.parametrize(
    "template", ["{}", "{0}", "{value.real}", "{value[0]}", "{value:>9}", "{value!s}", "{other}", "{value", "{{value}"]
)
def test_template_may_only_name_its_values(template: str) -> None:
    with pytest.raises(ValueError, match="name its values"):
        say(template, value="x")


def test_values_are_cut() -> None:
    assert len(say("{value}", value="x" * 10_000)) == phrases.LONGEST
    assert say("{value}", value=10**50) == "…"


def test_foreign_template_may_only_name_its_values() -> None:
    plain = {"template": "{value.__class__.__mro__} {value:>999999999}", "values": {"value": "x"}}

    assert translate(from_plain("as the collector says", plain), in_chinese) == "as the collector says"


def test_translation_that_is_the_text_itself_still_translates_its_values() -> None:
    assert translate(say("{kind} {key!r}", kind=say("a digit"), key="x"), in_chinese) == "数字 'x'"


def test_foreign_template_that_multiplies_itself_is_bounded() -> None:
    bomb: dict[str, object] = {"text": "x", "template": "{a}" * 160, "values": {"a": "x" * 500}}
    for _ in range(2):
        bomb = {"text": "x", "template": "{a}" * 160, "values": {"a": bomb}}

    assert len(translate(from_plain("x", bomb), in_chinese)) <= 160 * phrases.LONGEST


@pytest.mark.parametrize(
    "plain",
    [
        None,
        [],
        {},
        {"template": 1, "values": {}},
        {"template": "x" * 501, "values": {}},
        {"template": "x", "values": []},
        {"template": "x", "values": {"a b": 1}},
        {"template": "x", "values": {f"name_{'abcdefghijklm'[n]}": 1 for n in range(13)}},
    ],
)
def test_what_is_no_phrase_stays_a_text(plain: object) -> None:
    assert from_plain("said", plain) == "said"
    assert from_plain("said", plain).values == {}


def test_depth_is_bounded() -> None:
    plain: dict[str, object] = {"text": "end", "template": "end", "values": {}}
    for _ in range(50):
        plain = {"text": "{inner}", "template": "{inner}", "values": {"inner": plain}}
    phrase, depth = from_plain("outside", plain), 0
    while "inner" in phrase.values:
        inner = phrase.values["inner"]
        assert isinstance(inner, Phrase)
        phrase, depth = inner, depth + 1

    assert depth == phrases.DEPTH


def test_copies_keep_what_they_were_made_of() -> None:
    phrase = say("lacks {kind}", kind=say("a digit"))

    for other in (copy.deepcopy(phrase), pickle.loads(pickle.dumps(phrase))):
        assert translate(other, in_chinese) == "缺少数字"


@given(LIMITED, LIMITED)
def test_braces_in_values_are_never_formatted(value: str, allowed: str) -> None:
    phrase = say("{value!r} is not one of {allowed}", value=value, allowed=allowed)

    assert phrase == f"{value!r} is not one of {allowed}"
    assert translate(phrase, in_chinese) == f"{value!r} 不是 {allowed} 之一"


@given(st.text())
def test_nothing_in_a_value_reaches_the_terminal_raw(value: str) -> None:
    for text in (
        say("{value} and {value!r}", value=value),
        translate(say("{value!r} is not one of {allowed}", value=value, allowed=value), in_chinese),
        translate(value, str),
    ):
        assert harmless(text) == text
        assert not any(character < " " or "\x7f" <= character <= "\x9f" for character in text)
        text.encode()


@given(st.text(), NUMBERS_AND_TEXTS | NUMBERS_AND_TEXTS.map(_said))
def test_json_and_back(text: str, value: int | str) -> None:
    phrase = say("at {value}", value=value)
    again = from_plain(str(phrase), json.loads(json.dumps(to_plain(phrase))))

    assert again == phrase
    assert to_plain(again) == to_plain(phrase)


@given(
    st.text(),
    st.recursive(st.none() | st.integers() | st.text(), lambda i: st.lists(i) | st.dictionaries(st.text(), i)),
)
def test_any_json_makes_a_phrase(text: str, plain: object) -> None:
    assert from_plain(text, plain) == text
    translate(from_plain(text, {"template": text, "values": plain}), in_chinese)
