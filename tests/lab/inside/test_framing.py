from hypothesis import given, strategies

from tests.lab.inside.framing import Lines, line, octets, text

MESSAGES = strategies.lists(
    strategies.dictionaries(strategies.text(), strategies.integers() | strategies.text() | strategies.none())
)


@given(MESSAGES, strategies.integers(1, 50))
def test_messages_survive_any_cut(messages: list[dict[str, object]], size: int) -> None:
    stream = b"".join(line(message) for message in messages)
    lines = Lines()

    found = [message for at in range(0, len(stream), size) for message in lines.feed(stream[at : at + size])]

    assert found == messages


def test_rest_of_a_talk_that_was_cut_off_is_dropped() -> None:
    assert Lines().feed(b'"code": 1}\n[1]\n\n' + line({"sync": "a"})) == [{"sync": "a"}]


@given(strategies.binary())
def test_octets_travel_as_text(content: bytes) -> None:
    assert octets(text(content)) == content


@given(strategies.binary())
def test_any_bytes_are_taken(content: bytes) -> None:
    Lines().feed(content)
