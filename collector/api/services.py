"""What the endpoints stand on, made by the composition root and handed to each request."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, TypeVar

from fastapi import Depends, Request

from collector.clock import Clock
from collector.ingest.context import Context
from collector.ingest.ledger_desk import LedgerDesk
from collector.ledger.exemption import DEFAULT_LONGEST_DAYS
from collector.store import Connection
from collector.store.database import Store
from collector.store.transaction import Transaction
from collector.store.vendor_names import VendorNames
from collector.store.writer import Writer
from collector.trust.authority import Authority
from collector.trust.keys import CollectorKeys

T = TypeVar("T")

_WRITE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Services:
    """`agents_url`: where agents are told to deliver, once the door listens; `context` judges what people bring."""

    store: Store
    writer: Writer
    keys: CollectorKeys
    authority: Authority
    clock: Clock
    agents_url: Callable[[], str]
    context: Context
    longest_exemption_days: int = DEFAULT_LONGEST_DAYS
    vendors: VendorNames = field(default_factory=VendorNames)
    desk: LedgerDesk = field(default_factory=LedgerDesk)

    def write(self, work: Callable[[Transaction], T]) -> T:
        """Runs a work in the writer and waits until it is on disk; raises what the work raised."""
        return self.writer.submit(work).result(timeout=_WRITE_SECONDS)

    def read(self, question: Callable[[Connection], T]) -> T:
        """Asks within one snapshot."""
        with self.store.reading() as connection:
            return question(connection)


def services_of(request: Request) -> Services:
    services: Services = request.app.state.services
    return services


Served = Annotated[Services, Depends(services_of)]
