"""mingce site-bundle, mingce health."""

from pathlib import Path

from collector.trust.site_bundle import fingerprint
from protocol.codec import decode
from protocol.enrolment import SiteBundle
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
