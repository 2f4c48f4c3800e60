"""The keys a connection carries, so that what is sealed can be read and looked up where rows are read."""

from dataclasses import dataclass, field

from sqlalchemy import Connection

from collector.errors import StoreError
from collector.trust.sealing import Sealer

_SLOT = "mingce-secrets"


@dataclass(frozen=True, slots=True)
class Secrets:
    """The sealer of the store and the key of its lookup digests."""

    sealer: Sealer
    index_key: bytes = field(repr=False)

    def attach(self, info: dict[str, object]) -> None:
        """Puts itself into the `info` of a DBAPI connection."""
        info[_SLOT] = self


def secrets_of(connection: Connection) -> Secrets:
    """What the store attached to this connection; raises StoreError for a connection that is not the store's."""
    found = connection.info.get(_SLOT)
    if not isinstance(found, Secrets):
        raise StoreError("connection", "was not opened by the store", "use Store.reading() or the writer")
    return found
