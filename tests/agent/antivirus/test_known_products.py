"""The shipped list, and a site's own: signed, unsigned, of another site, older."""

import json
from pathlib import Path

import pytest
from nacl.signing import SigningKey

from agent.antivirus.known_products import known_products, merged, shipped
from agent.host.machine import Host
from protocol.antivirus import LIST_BYTES, AntivirusList, ListedProduct
from protocol.codec import encode
from protocol.enrolment import SiteBundle
from protocol.identity import CollectorId
from protocol.signing import Domain, Signer, seal
from tests.support.captured_host import CapturedTables, host_of, lay_out


class Key:
    def __init__(self, seed: bytes) -> None:
        self.key = SigningKey(seed)

    def sign(self, content: bytes) -> bytes:
        return self.key.sign(content).signature


POLICY, STRANGER = Key(b"p" * 32), Key(b"s" * 32)
OWN = ListedProduct("某某杀毒", "某某", ("moumou",), (), ("moud",), ("/opt/moumou",), (), (), True)


def site_list(version: int) -> AntivirusList:
    return AntivirusList(version, (OWN,))


def machine(folder: Path, signed: bytes | None, knows_site: bool = True) -> Host:
    (folder / "etc/mingce").mkdir(parents=True, exist_ok=True)
    lay_out({}, folder)
    host = host_of(folder, CapturedTables({}))
    host.state.mkdir(parents=True, exist_ok=True)
    if signed is not None:
        (folder / "etc/mingce/antivirus.signed").write_bytes(signed)
    if knows_site:
        key = bytes(POLICY.key.verify_key).hex()
        (host.state / "site.json").write_bytes(
            encode(SiteBundle(0, CollectorId("c" * 32), "https://collector.invalid", (), key, key))
        )
    return host


def signed(version: int, key: Signer = POLICY, domain: Domain = Domain.ANTIVIRUS_LIST) -> bytes:
    return seal(domain, encode(site_list(version)), key)


def test_shipped_list_is_well_formed() -> None:
    names = [one.product for one in shipped().products]

    assert len(set(names)) == len(names)
    assert {"ClamAV", "奇安信终端安全 (qaxsafe)", "深信服EDR"} <= set(names)
    for one in shipped().products:
        assert one.packages or one.paths, f"{one.product} could only be known by a name"
        assert all(path.startswith("/") and path.count("/") > 1 for path in one.paths)


def test_a_sites_list_lies_over_the_shipped_one(tmp_path: Path) -> None:
    known = known_products(machine(tmp_path, signed(7)))

    assert (known.name, known.refused) == (f"shipped {shipped().version}, site 7", None)
    assert known.products == (*shipped().products, OWN)


def test_a_product_of_the_same_name_is_replaced() -> None:
    assert merged((OWN,), (OWN,)) == (OWN,)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (encode(site_list(7)), "not signed by this site's policy key"),
        (signed(7, STRANGER), "not signed by this site's policy key"),
        (signed(7, POLICY, Domain.POLICY), "not signed by this site's policy key"),
        (signed(7)[:-1] + b"]", "not signed by this site's policy key"),
        (b"short", "too short"),
        (b"", "too short"),
        (b"x" * (LIST_BYTES + 65), "not signed"),
        (seal(Domain.ANTIVIRUS_LIST, json.dumps({"version": 1}).encode(), POLICY), "missing"),
        (seal(Domain.ANTIVIRUS_LIST, b"[" * 10_000, POLICY), "deeper"),
    ],
)
def test_what_is_refused_changes_nothing(content: bytes, why: str, tmp_path: Path) -> None:
    known = known_products(machine(tmp_path, content))

    assert (known.name, known.products) == (f"shipped {shipped().version}", shipped().products)
    assert why in (known.refused or "")


def test_an_older_list_does_not_come_back(tmp_path: Path) -> None:
    machine(tmp_path, signed(7))
    newer = known_products(machine(tmp_path, signed(7)))
    older = known_products(machine(tmp_path, signed(6)))
    again = known_products(machine(tmp_path, signed(8)))

    assert (newer.refused, again.refused) == (None, None)
    assert older.refused == "/etc/mingce/antivirus.signed: version 6 is older than 7, which was in force"


def test_without_a_site_nothing_can_be_verified(tmp_path: Path) -> None:
    known = known_products(machine(tmp_path, signed(7), knows_site=False))

    assert "knows no site yet" in (known.refused or "")


def test_without_a_file_nothing_is_wrong(tmp_path: Path) -> None:
    assert known_products(machine(tmp_path, None)).refused is None
