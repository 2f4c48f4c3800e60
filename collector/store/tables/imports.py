"""Which files of the ledger were brought, and what in them belongs to somebody else."""

from sqlalchemy import Column, Index, Table

from collector.store.tables.metadata import Number, identifier, metadata, moment, words

ledger_import = Table(
    "ledger_import",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=True),
    words("name", 128),
    # SHA-256 of the file.
    words("digest", 64),
    words("actor", 64),
    moment("begun_us"),
    # Null while it runs, or where the collector stopped in the middle.
    moment("ended_us", null=True),
    Column("rows", Number, nullable=False),
    Column("added", Number, nullable=False),
    Column("changed", Number, nullable=False),
    Column("unchanged", Number, nullable=False),
    Column("refused", Number, nullable=False),
    Column("left_out", Number, nullable=False),
    Index(None, "digest"),
)

ledger_conflict = Table(
    "ledger_conflict",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=True),
    Column("import_id", Number, nullable=False),
    moment("at_us"),
    # mac, serial, number, address
    words("kind", 16),
    words("value", 128),
    # Whose file claims it; the terminal that has it, which only the bureau is told.
    identifier("unit_id"),
    identifier("terminal_id"),
    Index(None, "kind", "value"),
)
