"""The site bundle: what is installed beside the agent's package, so that it knows whom to call and whom to believe."""

import base64

from collector.trust.authority import Authority
from collector.trust.keys import CollectorKeys
from collector.trust.public_key import fingerprint
from protocol.enrolment import SiteBundle
from protocol.identity import CollectorId
from protocol.report import PROTOCOL_VERSION

__all__ = ["fingerprint", "make"]


def make(collector_id: CollectorId, url: str, authority: Authority, keys: CollectorKeys) -> SiteBundle:
    """The bundle of today: while a root is rotated it carries the old one and the new one."""
    return SiteBundle(
        protocol=PROTOCOL_VERSION,
        collector=collector_id,
        url=url,
        ca_certificates=tuple(base64.b64encode(root).decode("ascii") for root in authority.root_octets()),
        receipt_key=keys.receipt.public.hex(),
        policy_key=keys.policy.public.hex(),
    )
