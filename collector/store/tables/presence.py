"""Who was where on the wire, and who was watching."""

from sqlalchemy import Column, Index, Table

from collector.store.tables.metadata import Number, identifier, metadata, moment, words

binding = Table(
    "binding",
    metadata,
    # A (segment, MAC, address) heard in [first_us, last_us]; closed_us is set when contradicted or gone quiet.
    Column("id", Number, primary_key=True, autoincrement=True),
    identifier("segment_id"),
    words("mac", 17),
    # Empty: heard without stating an address.
    words("address", 45),
    moment("first_us"),
    moment("last_us"),
    # First frame after the MAC's last pause: since when it is on the wire again, for what must be given time to start.
    moment("resumed_us"),
    moment("closed_us", null=True),
    words("closed_by", 32, null=True),
    Column("frames", Number, nullable=False),
    words("how", 32),
    # suspected: one frame of one witness; confirmed: a second independent sign.
    moment("confirmed_us", null=True),
    Index(None, "segment_id", "mac", "address"),
    Index(None, "address", "first_us"),
    Index(None, "mac", "first_us"),
)

binding_witness = Table(
    "binding_witness",
    metadata,
    Column("binding_id", Number, primary_key=True, autoincrement=False),
    # agent:<id>, import:<id>, person:<id>
    words("witness", 64, key=True),
    moment("first_us"),
    moment("last_us"),
    # Reports (intake numbers) that said so first and last: the evidence.
    Column("first_intake", Number, nullable=False),
    Column("last_intake", Number, nullable=False),
)

coverage = Table(
    "coverage",
    metadata,
    # An agent watched a segment for an address family without a break.
    Column("id", Number, primary_key=True, autoincrement=True),
    identifier("segment_id"),
    identifier("agent_id"),
    words("family", 8),
    moment("from_us"),
    moment("last_us"),
    moment("to_us", null=True),
    words("ended_by", 32, null=True),
    Index(None, "segment_id", "from_us"),
)
