"""Health, site bundle and the list of antivirus products at the door."""

import base64
import json

from collector.operators.roles import Role
from collector.trust.keys import verifier
from collector.trust.site_bundle import fingerprint
from protocol.antivirus import LIST_BYTES, AntivirusList, ListedProduct
from protocol.codec import decode, encode
from protocol.enrolment import SiteBundle
from protocol.signing import Domain, is_signed_by, split
from tests.support.operators_door import AGENTS_URL, OperatorsDoor

DAY_SECONDS = 86_400


def test_health_warns_before_and_fails_after_the_certificates_end(door: OperatorsDoor) -> None:
    fresh = door.client().get("health")
    door.rig.clock.advance(398 * DAY_SECONDS)
    expired = door.client().get("health")

    assert (fresh.status_code, fresh.json()["certificate_days_left"]) == (200, 397)
    assert [name.split()[0] for name in fresh.json()["vendor_names"]] == ["manuf", "pci.ids", "usb.ids"]
    assert (expired.status_code, expired.json()["status"]) == (503, "certificate-expired")


def test_bundle_is_exact_and_for_those_who_install(door: OperatorsDoor) -> None:
    told = door.as_role(Role.UNIT_ADMIN).get("site-bundle").json()
    bundle = decode(told["content"].encode(), SiteBundle, 65536)

    assert (bundle.url, bundle.collector) == (AGENTS_URL, door.rig.store.collector_id)
    assert told["fingerprint"] == fingerprint(told["content"].encode())
    assert door.as_role(Role.READER).get("site-bundle").status_code == 403


OWN = ListedProduct("某某杀毒", "某某", ("moumou",), (), ("moud",), ("/opt/moumou",), (), (), True)


def unsigned(version: int) -> dict[str, str]:
    return {"content": json.dumps(json.loads(encode(AntivirusList(version, (OWN,)))), indent=2)}


def test_list_of_antivirus_products_is_signed_and_journalled(door: OperatorsDoor) -> None:
    answer = door.as_role(Role.SECADMIN).post("antivirus-list", json=unsigned(3)).json()
    message = base64.b64decode(answer["message"])
    journal = door.as_role(Role.AUDITOR).get("journal", params={"subject": "antivirus-list"}).json()

    assert is_signed_by(Domain.ANTIVIRUS_LIST, message, verifier(door.rig.keys.policy.public))
    assert decode(split(message)[1], AntivirusList, LIST_BYTES) == AntivirusList(3, (OWN,))
    assert (answer["version"], answer["products"], answer["fingerprint"]) == (3, 1, fingerprint(message))
    assert [(entry["action"], json.loads(entry["content"])["version"]) for entry in journal] == [("sign", 3)]


def test_versions_of_the_list_go_upward_only(door: OperatorsDoor) -> None:
    secadmin = door.as_role(Role.SECADMIN)
    secadmin.post("antivirus-list", json=unsigned(3))
    again, older, newer = (secadmin.post("antivirus-list", json=unsigned(version)) for version in (3, 2, 4))

    assert [answer.status_code for answer in (again, older, newer)] == [400, 400, 200]
    assert "version 3 was signed before" in again.json()["why"]
    assert again.json()["next_step"] == "give it version 4"


def test_a_list_that_is_none_and_an_asker_who_may_not(door: OperatorsDoor) -> None:
    secadmin = door.as_role(Role.SECADMIN)

    for content in ("", "not JSON", '{"version":1}', '{"version":1,"products":[],"run":"id"}', "[" * 100):
        assert secadmin.post("antivirus-list", json={"content": content}).status_code == 400
    assert secadmin.post("antivirus-list", json={"content": " " * (LIST_BYTES + 1)}).status_code in (413, 422)
    assert door.as_role(Role.SYSADMIN).post("antivirus-list", json=unsigned(1)).status_code == 403
