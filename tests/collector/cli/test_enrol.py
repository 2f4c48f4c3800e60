"""mingce enrol."""

import re

from tests.collector.cli.conftest import Site


def test_code_alone_is_on_standard_output(site: Site) -> None:
    ran = site.collector.do("enrol", site.reg_no, home="zhao-admin")

    assert re.fullmatch(r"(?:[0-9A-Z]{5}-){3}[0-9A-Z]{5}\n", ran.out)
    assert site.reg_no in ran.err


def test_each_code_is_another(site: Site) -> None:
    codes = {site.collector.do("enrol", site.reg_no, "--json", home="zhao-admin").json["code"] for _ in range(2)}

    assert len(codes) == 2


def test_reader_and_unknown_terminal(site: Site) -> None:
    assert site.collector.run("enrol", site.reg_no, home="li-reader").code == 4
    assert site.collector.run("enrol", "3714992026999999", home="zhao-admin").code == 5
