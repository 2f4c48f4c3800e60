"""The site bundle carries every root of today and no secret."""

import base64
import re
from pathlib import Path

from cryptography import x509

from collector.trust import site_bundle
from collector.trust.authority import Authority
from collector.trust.keys import CollectorKeys
from protocol.codec import decode, encode
from protocol.enrolment import SiteBundle
from protocol.identity import CollectorId

NOW_US = 1_772_000_000_000_000


def test_bundle_round_trip_with_overlapping_roots(tmp_path: Path) -> None:
    authority = Authority.open_or_make(tmp_path / "authority", "test", NOW_US)
    authority.stage("test", NOW_US)
    keys = CollectorKeys.open_or_make(tmp_path / "keys")

    content = encode(site_bundle.make(CollectorId("a" * 32), "https://collector.example:7443", authority, keys))
    bundle = decode(content, SiteBundle, 65536)

    roots = [x509.load_der_x509_certificate(base64.b64decode(text)) for text in bundle.ca_certificates]
    assert len({root.serial_number for root in roots}) == 2
    assert bundle.receipt_key == keys.receipt.public.hex()
    for secret in (keys.receipt.seed, keys.policy.seed, keys.store_key, keys.index_key):
        assert secret.hex().encode() not in content


def test_fingerprint_can_be_read_out() -> None:
    text = site_bundle.fingerprint(b"bundle")

    assert re.fullmatch(r"(?:[0-9a-f]{4} ){7}[0-9a-f]{4}", text)
    assert text != site_bundle.fingerprint(b"bundle ")
