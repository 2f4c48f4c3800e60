"""Health and site bundle at the door."""

from collector.operators.roles import Role
from collector.trust.site_bundle import fingerprint
from protocol.codec import decode
from protocol.enrolment import SiteBundle
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
