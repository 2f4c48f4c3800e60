"""The MetaData and the column shapes all tables share."""

from typing import Any

from sqlalchemy import BigInteger, Column, Integer, MetaData, String

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite numbers rows by itself only in a column typed INTEGER.
Number = BigInteger().with_variant(Integer, "sqlite")


def identifier(name: str, *, key: bool = False, null: bool = False) -> Column[Any]:
    """32 hex digits."""
    return Column(name, String(32), primary_key=key, nullable=null and not key)


def moment(name: str, *, key: bool = False, null: bool = False) -> Column[Any]:
    """Microseconds since 1970 UTC."""
    return Column(name, BigInteger, primary_key=key, autoincrement=False, nullable=null and not key)


def words(name: str, most: int, *, key: bool = False, null: bool = False) -> Column[Any]:
    return Column(name, String(most), primary_key=key, nullable=null and not key)
