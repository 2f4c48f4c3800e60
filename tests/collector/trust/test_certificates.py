"""Certificates as values: names, path lengths, lives."""

import pytest
from cryptography import x509

from collector.trust import certificates

NOW_US = 1_772_000_000_000_000
DAY_US = 86_400_000_000


@pytest.fixture(scope="module")
def chain() -> tuple[x509.Certificate, x509.Certificate, x509.Certificate]:
    root_key, intermediate_key, key = (certificates.make_key() for _ in range(3))
    root = certificates.make_root(root_key, "test", NOW_US)
    intermediate = certificates.make_intermediate(intermediate_key, "test", root, root_key, NOW_US)
    names = ["collector.example", "192.0.2.7", "2001:DB8::7"]
    return root, intermediate, certificates.make_server(key, names, intermediate, intermediate_key, NOW_US)


def test_each_is_issued_by_the_one_above(chain: tuple[x509.Certificate, x509.Certificate, x509.Certificate]) -> None:
    root, intermediate, server = chain

    server.verify_directly_issued_by(intermediate)
    intermediate.verify_directly_issued_by(root)
    root.verify_directly_issued_by(root)


def test_path_lengths_forbid_further_authorities(
    chain: tuple[x509.Certificate, x509.Certificate, x509.Certificate],
) -> None:
    lengths = [
        (found.value.ca, found.value.path_length, found.critical)
        for found in (item.extensions.get_extension_for_class(x509.BasicConstraints) for item in chain)
    ]

    assert lengths == [(True, 1, True), (True, 0, True), (False, None, True)]


def test_names_and_addresses_are_told_apart(chain: tuple[x509.Certificate, x509.Certificate, x509.Certificate]) -> None:
    assert certificates.server_names(chain[2]) == {"collector.example", "192.0.2.7", "2001:db8::7"}


@pytest.mark.parametrize(("after_days", "left"), [(0, 397), (396, 1), (398, -1)])
def test_days_left(
    chain: tuple[x509.Certificate, x509.Certificate, x509.Certificate], after_days: int, left: int
) -> None:
    assert certificates.days_left(chain[2], NOW_US + after_days * DAY_US) == left


def test_young_certificate_is_good_for_a_clock_that_is_behind(
    chain: tuple[x509.Certificate, x509.Certificate, x509.Certificate],
) -> None:
    assert all(item.not_valid_before_utc <= certificates.moment(NOW_US - 23 * 3_600_000_000) for item in chain)
