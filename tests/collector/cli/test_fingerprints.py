"""mingce terminal fingerprints and accept-fingerprint, where nothing was said yet."""

from tests.collector.cli.conftest import Site


def test_nothing_said_is_told_and_there_is_nothing_to_accept(site: Site) -> None:
    reg_no = site.reg_no
    shown = site.collector.run("terminal", "fingerprints", reg_no, home="zhao-admin", lang="en")
    accept = ("terminal", "accept-fingerprint", reg_no, "--reason", "固件升级")
    mark = site.collector.do("terminal", "fingerprints", reg_no, "--json", home="zhao-admin").json["as_of"]
    refused = site.collector.run(*accept, "--as-of", mark, home="zhao-admin", lang="en")
    unseen = site.collector.run(*accept, home="zhao-admin", lang="en")

    assert (shown.code, "was not heard to say anything" in shown.out) == (0, True)
    assert refused.code != 0
    assert "has said nothing new" in refused.err
    assert (unseen.code, "give --as-of" in unseen.err) == (2, True)
