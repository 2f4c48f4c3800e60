"""The site itself: whether it is well, and what agents and clients must know of it."""

import base64
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, ConfigDict, Field

from collector.api.identity import Asker, asking
from collector.api.services import Served
from collector.errors import InvalidValue
from collector.operators.roles import Right
from collector.store import journal
from collector.store.transaction import Transaction
from collector.trust import site_bundle
from protocol.antivirus import LIST_BYTES, AntivirusList
from protocol.codec import decode, encode
from protocol.identity import digest_of
from protocol.phrases import say
from protocol.signing import Domain, seal

router = APIRouter(tags=["site"])

_LIST = "antivirus-list"
"""The journal's subject: there is one such list."""


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


class UnsignedList(BaseModel):
    """`content` is the file as a person wrote it: JSON of protocol.antivirus.AntivirusList."""

    model_config = ConfigDict(extra="forbid")
    content: str = Field(max_length=LIST_BYTES)


class SignedList(BaseModel):
    """`message` is the file to install as /etc/mingce/antivirus.signed, in base64."""

    message: str
    version: int
    products: int
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


@router.post("/antivirus-list")
def sign_antivirus_list(
    unsigned: UnsignedList, asker: Annotated[Asker, Depends(asking(Right.SIGN_LISTS))], services: Served
) -> SignedList:
    """Signs a list of antivirus products with the policy key; agents take it over theirs. Versions go upward only."""
    listed = decode(unsigned.content.encode(), AntivirusList, LIST_BYTES)
    # As decoded and encoded again: what is signed is exactly what was understood.
    message = seal(Domain.ANTIVIRUS_LIST, encode(listed), services.keys.policy)
    digest = digest_of(message)

    def work(tx: Transaction) -> None:
        newest = max((entry.values["version"] for entry in journal.entries(tx.connection, subject_id=_LIST)), default=0)
        if listed.version <= newest:
            raise InvalidValue(
                say("antivirus list {version}", version=listed.version),
                say("version {newest} was signed before; agents take no older one", newest=newest),
                say("give it version {next}", next=newest + 1),
            )
        products = [one.product for one in listed.products]
        content: dict[str, journal.JSON] = {"version": listed.version, "products": products, "digest": digest}
        journal.append(
            tx, actor=asker.actor, action="sign", subject_kind="antivirus-list", subject_id=_LIST, content=content
        )

    services.write(work)
    return SignedList(
        message=base64.b64encode(message).decode(),
        version=listed.version,
        products=len(listed.products),
        fingerprint=site_bundle.fingerprint(message),
    )
