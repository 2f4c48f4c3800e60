"""mingce site-bundle, mingce site sign-antivirus, mingce health."""

from pathlib import Path

from collector.trust import public_key
from collector.trust.keys import verifier
from collector.trust.site_bundle import fingerprint
from protocol.codec import decode
from protocol.enrolment import SiteBundle
from protocol.signing import Domain, is_signed_by
from tests.collector.cli.conftest import Site


def test_bundle_file_has_the_fingerprint_told(site: Site, tmp_path: Path) -> None:
    path = tmp_path / "bundle.json"
    ran = site.collector.do("site-bundle", "--output", str(path), home="zhao-admin")

    assert fingerprint(path.read_bytes()) in ran.out
    assert decode(path.read_bytes(), SiteBundle, 65536).url == site.collector.agents_url


def test_bundle_on_standard_output_is_the_file(site: Site) -> None:
    ran = site.collector.do("site-bundle", home="zhao-admin")

    assert ran.out.encode() == site.collector.bundle.read_bytes()


def test_unwritable_place_is_said(site: Site) -> None:
    ran = site.collector.run("site-bundle", "-o", "/nowhere/bundle.json", home="zhao-admin")

    assert (ran.code, "/nowhere/bundle.json" in ran.err) == (2, True)


def test_health_needs_no_session(site: Site) -> None:
    target = ("--collector", site.collector.operators_url, "--ca", site.collector.ca)

    assert site.collector.run(*target, "health", "--json").json["status"] == "ok"


def test_list_signed_by_command_is_believed_by_an_agent(site: Site, tmp_path: Path) -> None:
    unsigned, signed = tmp_path / "list.json", tmp_path / "antivirus.signed"
    unsigned.write_bytes(Path("agent/data/antivirus.json").read_bytes())
    ran = site.collector.do("site", "sign-antivirus", str(unsigned), "--output", str(signed), home="wang-sec")
    bundle = decode(site.collector.bundle.read_bytes(), SiteBundle, 65536)

    assert fingerprint(signed.read_bytes()) in ran.out
    assert is_signed_by(Domain.ANTIVIRUS_LIST, signed.read_bytes(), verifier(bytes.fromhex(bundle.policy_key)))


def test_a_list_that_cannot_be_read_is_said(site: Site, tmp_path: Path) -> None:
    place = ("-o", str(tmp_path / "x"))
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    missing = site.collector.run("site", "sign-antivirus", "/nowhere.json", *place, home="wang-sec")
    binary = site.collector.run("site", "sign-antivirus", str(tmp_path / "binary"), *place, home="wang-sec")

    assert (missing.code, "/nowhere.json" in missing.err) == (2, True)
    assert (binary.code, "binary" in binary.err) == (2, True)


def test_the_key_that_packets_are_checked_with(site: Site, tmp_path: Path) -> None:
    path = tmp_path / "collector.pem"
    ran = site.collector.do("site", "key", "--output", str(path), home="zhao-admin")
    bundle = decode(site.collector.bundle.read_bytes(), SiteBundle, 65536)
    key = public_key.from_file(path.read_bytes())

    assert key.hex() == bundle.receipt_key
    assert public_key.fingerprint(key) in ran.out
    assert site.collector.do("site", "key", home="zhao-admin").out.encode() == path.read_bytes()
