"""Which files of the ledger were brought and taken away, and what in them belongs to somebody else."""

from sqlalchemy import Column, Index, Table, Text

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

# Lists made from the ledger's state for switches and RADIUS servers (可控制).
admission_export = Table(
    "admission_export",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=True),
    moment("made_us"),
    # block, allow
    words("kind", 8),
    # huawei, h3c, ruijie, cisco, freeradius
    words("form", 16),
    # What it is about; null: all that the asker may see.
    identifier("unit_id", null=True),
    identifier("segment_id", null=True),
    words("actor", 64),
    words("recipient", 128),
    words("reason", 256),
    # SHA-256 of the text; the entries as JSON, to tell the next list's difference.
    words("digest", 64),
    Column("entries", Text, nullable=False),
)
