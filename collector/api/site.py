"""The site itself: whether it is well, and what agents and clients must know of it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel

from collector.api.identity import Asker, asking
from collector.api.services import Served
from collector.operators.roles import Right
from collector.trust import site_bundle
from protocol.codec import encode

router = APIRouter(tags=["site"])


class Health(BaseModel):
    """Says nothing about the site's business; open to everybody who reaches the door.

    `vendor_names`: the lists that makers' names come from; empty where there are none.
    """

    status: str
    now_us: int
    certificate_days_left: int
    vendor_names: list[str]


class Bundle(BaseModel):
    """`content` is the file as it must be installed, byte for byte; `fingerprint` is its SHA-256."""

    content: str
    fingerprint: str


@router.get("/health")
def health(services: Served, response: Response) -> Health:
    """Whether the writer commits and the certificate lasts: 200 and `ok`, or 503 and what is wrong."""
    now_us = services.write(lambda tx: tx.now_us)
    days = services.authority.server_days_left(now_us)
    if days < 0:
        response.status_code = 503
    return Health(
        status="certificate-expired" if days < 0 else "ok",
        now_us=now_us,
        certificate_days_left=days,
        vendor_names=[f"{item.name} {item.version}" for item in services.vendors.sources()],
    )


@router.get("/site-bundle")
def show_site_bundle(_asker: Annotated[Asker, Depends(asking(Right.READ_SITE))], services: Served) -> Bundle:
    """The site bundle for new PCs; it holds no secret, but must come from here unaltered."""
    made = site_bundle.make(services.store.collector_id, services.agents_url(), services.authority, services.keys)
    content = encode(made)
    return Bundle(content=content.decode(), fingerprint=site_bundle.fingerprint(content))
