"""What an agentless terminal says of itself, and a person's word that it is its own."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from collector.api.identity import Asker, asking
from collector.api.services import Served
from collector.errors import InvalidValue
from collector.ledger.terminal import Terminal
from collector.ledger.version import Version
from collector.operators.roles import Right
from collector.presence.fingerprint import Word, changes
from collector.store import Connection, adapters, clients, segments, terminals
from collector.store.scope import Scope
from collector.store.transaction import Transaction
from protocol.mac import MacAddress
from protocol.phrases import say

router = APIRouter(prefix="/terminals", tags=["ledger"])

Reader = Annotated[Asker, Depends(asking(Right.READ_BUSINESS))]
LedgerWriter = Annotated[Asker, Depends(asking(Right.WRITE_LEDGER))]


class WordOut(BaseModel):
    """One way in which the MAC spoke; `is_changed`: the alert agentless-drift is about it."""

    segment: str
    mac: str
    version: str
    client_id: str | None
    vendor_class: str | None
    parameters: list[int]
    name: str | None
    first_us: int
    last_us: int
    accepted_us: int | None
    is_changed: bool


class Fingerprints(BaseModel):
    """`as_of`: names exactly these words, to accept them and no later ones."""

    reg_no: str
    as_of: str
    words: list[WordOut]


class Acceptance(BaseModel):
    """`as_of`: of the answer that the person looked at."""

    as_of: str = Field(min_length=1, max_length=64)
    reason: str = Field(min_length=1, max_length=500)


@router.get("/{key}/fingerprints")
def list_fingerprints(key: str, asker: Reader, services: Served) -> Fingerprints:
    """All that the terminal's MACs said of themselves, oldest first."""

    def read(connection: Connection) -> Fingerprints:
        found = terminals.find(connection, asker.scope, key)
        token = clients.as_of(connection, _macs(connection, found))
        return Fingerprints(reg_no=found.value.reg_no, as_of=token, words=_words(connection, asker.scope, found))

    return services.read(read)


@router.post("/{key}/accept-fingerprint")
def accept_fingerprint(key: str, form: Acceptance, asker: LedgerWriter, services: Served) -> Fingerprints:
    """Takes what the terminal's MACs said for its own, as far as the person saw it.

    Raises InvalidValue where there is nothing new, AlreadyThere where they said something else since.
    """

    def work(tx: Transaction) -> str:
        found = terminals.find(tx.connection, asker.scope, key)
        macs = _macs(tx.connection, found)
        if not clients.accept(tx, found.id, macs, asker.actor, form.reason, form.as_of):
            raise InvalidValue(
                say("terminal {reg_no}", reg_no=found.value.reg_no), "has said nothing new", "nothing to do"
            )
        return found.id

    accepted = services.write(work)
    return list_fingerprints(accepted, asker, services)


def _macs(connection: Connection, found: Version[Terminal]) -> list[MacAddress]:
    return [item.value.mac for item in adapters.of_terminal(connection, found.id)]


def _words(connection: Connection, scope: Scope, found: Version[Terminal]) -> list[WordOut]:
    names = {item.id: item.value.name for item in segments.list_all(connection, scope)}
    said = clients.of_macs(connection, _macs(connection, found))
    changed = {
        (place, mac, change.version, change.after)
        for place, mac in {(place, mac) for place, mac, _ in said}
        for change in changes(mac, [word for where, who, word in said if (where, who) == (place, mac)])
    }
    return [
        WordOut(
            segment=names.get(place, ""),
            mac=str(mac),
            version=word.version,
            client_id=word.client_id,
            vendor_class=word.vendor_class,
            parameters=list(word.parameters),
            name=word.name,
            first_us=word.first_us,
            last_us=word.last_us,
            accepted_us=word.accepted_us,
            is_changed=any((place, mac, word.version, value) in changed for value in _values(word)),
        )
        for place, mac, word in said
    ]


def _values(word: Word) -> tuple[str, ...]:
    return (*word.values().values(), *((word.version,) if word.is_client else ()))
