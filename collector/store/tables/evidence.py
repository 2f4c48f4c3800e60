"""What cannot be changed unnoticed: the journal of people's acts and the reports as they came in."""

from sqlalchemy import Column, Index, Integer, LargeBinary, Table, Text, UniqueConstraint

from collector.store.tables.metadata import Number, identifier, metadata, moment, words

collector = Table("collector", metadata, identifier("id", key=True), moment("created_us"))

journal = Table(
    "journal",
    metadata,
    Column("sequence", Number, primary_key=True, autoincrement=False),
    moment("at_us"),
    # operator:<id>, agent:<id>, collector, bootstrap
    words("actor", 64),
    words("action", 64),
    words("subject_kind", 32),
    words("subject_id", 64),
    # Canonical JSON; personal values appear as salted commitments only.
    Column("content", Text, nullable=False),
    words("reason", 500, null=True),
    words("previous", 64),
    words("digest", 64),
    Index(None, "subject_id"),
)

report = Table(
    "report",
    metadata,
    # Order of receipt at this collector; intake_digest chains the rows in that order.
    Column("intake", Number, primary_key=True, autoincrement=False),
    identifier("agent_id"),
    Column("first_sequence", Number, nullable=False),
    Column("sequence", Number, nullable=False),
    words("kind", 16),
    identifier("boot_id"),
    moment("taken_wall_us"),
    moment("taken_boot_us"),
    moment("received_us"),
    # accepted or refused
    words("verdict", 16),
    words("reason", 500, null=True),
    words("previous", 64),
    words("digest", 64),
    # The exact signed message, sealed with the store key.
    Column("message", LargeBinary, nullable=False),
    words("intake_digest", 64),
    UniqueConstraint("agent_id", "sequence"),
    Index(None, "received_us"),
)

quarantined_report = Table(
    "quarantined_report",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=True),
    identifier("agent_id"),
    Column("sequence", Number, nullable=False),
    moment("received_us"),
    words("digest", 64),
    words("reason", 500),
    Column("message", LargeBinary, nullable=False),
    UniqueConstraint("agent_id", "digest"),
)

chain_head = Table(
    "chain_head",
    metadata,
    # One row: where both chains end, signed with the receipt key in every transaction that moves them.
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("journal_count", Number, nullable=False),
    words("journal_digest", 64),
    Column("intake_count", Number, nullable=False),
    words("intake_digest", 64),
    Column("signature", LargeBinary, nullable=False),
)

refusal_count = Table(
    "refusal_count",
    metadata,
    # What came to the agents' door and was not taken in, by error id.
    words("error", 64, key=True),
    Column("times", Number, nullable=False),
    moment("first_us"),
    moment("last_us"),
    words("detail", 500),
)
