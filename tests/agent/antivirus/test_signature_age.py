import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.antivirus.signature_age import parse_clamav_header, place_of, signatures_at_us
from protocol.antivirus import SignatureDate, SignatureStore
from tests.support.captured_host import CapturedTables, host_of, lay_out

DAY_US = 86_400_000_000


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (b"ClamAV-VDB:01 Jan 1970 00-00 +0000:1:2", 0),
        (b"ClamAV-VDB:02 Jan 1970 00-00:1:2", DAY_US),
        (b"ClamAV-VDB:01 Jan 1970 19-00 -0500:1:2", DAY_US),
        (b"ClamAV-VDB:31 Feb 2025 07-00 -0500:1:2", None),
        (b"ClamAV-VDB:01 Foo 2025 07-00 -0500:1:2", None),
        (b"ClamAV-VDB:01 Jan 2025 07-00 -9900:1:2", None),
        (b"PK\x03\x04", None),
        (b"", None),
    ],
)
def test_header(header: bytes, expected: int | None) -> None:
    assert parse_clamav_header(header) == expected


@given(st.binary(max_size=600))
def test_no_bytes_make_it_fail(content: bytes) -> None:
    parse_clamav_header(content)
    parse_clamav_header(b"ClamAV-VDB:" + content)


def test_newest_file_of_a_store(tmp_path: Path) -> None:
    lay_out({"opt/av/db/a.def": "", "opt/av/db/deep/b.def": "", "opt/av/db/c.log": ""}, tmp_path)
    for name, seconds in (("a.def", 100), ("deep/b.def", 200), ("c.log", 300)):
        os.utime(tmp_path / "opt/av/db" / name, (seconds, seconds))
    host = host_of(tmp_path, CapturedTables({}))
    store = SignatureStore("/opt/av/db", (".def",), SignatureDate.NEWEST_FILE)

    assert signatures_at_us(host, (store,)) == 200_000_000
    assert signatures_at_us(host, (SignatureStore("/opt/none", (), SignatureDate.NEWEST_FILE),)) is None
    assert signatures_at_us(host, ()) is None


def test_a_place_lies_below_its_root(tmp_path: Path) -> None:
    host = host_of(tmp_path, CapturedTables({}))

    assert place_of(host, "/opt/qaxsafe") == tmp_path / "opt/qaxsafe"
    assert place_of(host, "/sangfor/edr") == tmp_path / "sangfor/edr"
    assert place_of(host, "/opt/../etc/shadow") == tmp_path / "opt/etc/shadow"
