"""One text for one packet; hostile files are refused before they cost anything."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collector.errors import PacketBroken
from collector.packet import form
from collector.packet.checks import check
from protocol.signing import Domain, tagged
from tests.support.packets import PacketSite


def outcome_of(site: PacketSite, file: bytes) -> set[str]:
    try:
        return {item.check for item in check(file, site.key).failed}
    except PacketBroken as error:
        return {error.id}


HEADER = b'{"format":"mingce-packet/0","signature":"' + b"0" * 128 + b'"}\n'
HOSTILE = [
    pytest.param(b"", "not-a-packet", id="empty"),
    pytest.param(b"\x00" * 4096, "not-a-packet", id="zeros"),
    pytest.param(HEADER, "packet-truncated", id="header alone"),
    pytest.param(HEADER[:60], "packet-truncated", id="half a header"),
    pytest.param(HEADER[:-1], "packet-truncated", id="header without its end"),
    pytest.param(HEADER.replace(b"/0", b"/1") + b"{}\n", "unsupported-packet-format", id="a later format"),
    pytest.param(HEADER.replace(b"/0", b"/00") + b"{}\n", "unsupported-packet-format", id="zero in two digits"),
    pytest.param(b" " + HEADER + b"{}\n", "not-a-packet", id="blank before"),
    pytest.param(b"\xef\xbb\xbf" + HEADER + b"{}\n", "not-a-packet", id="byte order mark"),
    pytest.param(HEADER.replace(b"\n", b"\r\n") + b"{}\n", "not-a-packet", id="carriage return"),
    pytest.param(HEADER.replace(b"00", b"AA", 1) + b"{}\n", "not-a-packet", id="capital hex"),
    pytest.param(HEADER.replace(b'"}', b'","format":"mingce-packet/0"}') + b"{}\n", "not-a-packet", id="format twice"),
    pytest.param(HEADER + b"{}\n{}\n", "packet-malformed", id="a second line"),
    pytest.param(HEADER + b"{}\n\n", "packet-truncated", id="an empty line after"),
    pytest.param(HEADER + b"{}", "packet-truncated", id="no last line feed"),
    pytest.param(HEADER + b"{}\n", "packet-malformed", id="nothing in it"),
    pytest.param(HEADER + b"[" * 100_000 + b"]" * 100_000 + b"}\n", "packet-malformed", id="deep"),
    pytest.param(HEADER + b'{"a":' * 5000 + b"1" + b"}" * 5000 + b"\n", "packet-malformed", id="deep objects"),
    pytest.param(HEADER + b'{"a":NaN}\n', "packet-malformed", id="NaN"),
    pytest.param(HEADER + b'{"a":-Infinity}\n', "packet-malformed", id="infinity"),
    pytest.param(HEADER + b'{"a":1.5}\n', "packet-malformed", id="fraction"),
    pytest.param(HEADER + b'{"a":' + b"9" * 100_000 + b"}\n", "packet-malformed", id="huge number"),
    pytest.param(HEADER + b'{"a":"\xff\xfe"}\n', "packet-malformed", id="not UTF-8"),
    pytest.param(HEADER + b'{"a":"\\ud800"}\n', "packet-malformed", id="half a character"),
    pytest.param(HEADER + b"{" + b'"a":1,' * 600_000 + b'"b":1}\n', "packet-too-large", id="too many values"),
    pytest.param(HEADER + b"x" * (form.PACKET_BYTES + 1) + b"}\n", "packet-too-large", id="too many bytes"),
]


@pytest.mark.parametrize(("file", "name"), HOSTILE)
def test_hostile_files(site: PacketSite, file: bytes, name: str) -> None:
    assert name in outcome_of(site, file)


def test_a_line_feed_without_end_in_the_header_is_not_searched_for_long(site: PacketSite) -> None:
    assert outcome_of(site, b'{"format":"mingce-packet/0"' + b" " * 1_000_000) == {"not-a-packet"}


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_raise_anything_else(site: PacketSite, content: bytes) -> None:
    assert outcome_of(site, content)
    assert outcome_of(site, HEADER + content)
    assert outcome_of(site, site.signed(content))


MALLEABLE = [
    (b',"handover":', b', "handover":'),
    (b'{"body":', b'{"body": '),
    (b'"case_no":"2026-17"', b'"case_no":"2026-\\u0031\\u0037"'),
    (b'{"body":', b'{"head":{},"body":'),
    (b'"case_no":"2026-17"', b'"case_no":"2026-18","case_no":"2026-17"'),
    (b'"masked":true', b'"masked":true,"zzz":1'),
    (b'"kind":"trace"}', b'"kind":"trace"}\n'),
]


@pytest.mark.parametrize(("text", "other"), MALLEABLE)
def test_other_spellings_are_refused_even_when_signed(site: PacketSite, file: bytes, text: bytes, other: bytes) -> None:
    content = file.split(b"\n")[1]
    assert text in content

    found = outcome_of(site, site.signed(content.replace(text, other, 1)))

    assert found & {"packet-malformed", "handover"}
    assert "signature" not in found


@pytest.mark.parametrize(
    "tag",
    [
        *(pytest.param(tagged(domain, b""), id=domain) for domain in Domain),
        pytest.param(tagged(Domain.PACKET, b"mingce-packet/1\n"), id="later format"),
        pytest.param(b"", id="bare"),
    ],
)
def test_no_other_signature_of_the_collector_passes_for_a_packets(site: PacketSite, file: bytes, tag: bytes) -> None:
    content = file.split(b"\n")[1]

    assert outcome_of(site, site.signed(content, tag)) == {"signature"}
