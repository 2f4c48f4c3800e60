import pytest
from sqlalchemy import create_engine

from collector.errors import StoreError
from collector.store.sealed import Secrets, secrets_of
from collector.trust.sealing import Sealer
from tests.support.collector_store import CollectorStore


def test_the_stores_connections_carry_its_keys(rig: CollectorStore) -> None:
    sealed = rig.store.sealer.seal(b"value")

    assert rig.read(lambda connection: secrets_of(connection).sealer.open(sealed)) == b"value"
    assert rig.do(lambda tx: secrets_of(tx.connection).sealer.open(sealed)) == b"value"


def test_another_connection_has_none() -> None:
    engine = create_engine("sqlite://")
    with engine.connect() as connection, pytest.raises(StoreError, match="not opened by the store"):
        secrets_of(connection)
    engine.dispose()


def test_the_index_key_is_not_shown() -> None:
    assert "iii" not in repr(Secrets(Sealer(b"s" * 32), b"i" * 32))
