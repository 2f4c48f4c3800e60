"""Who was where on the wire, behind which port, and who was watching."""

from sqlalchemy import Boolean, Column, Index, Integer, Table, Text, UniqueConstraint, text

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
    # What a network card does not send by itself: since when the MAC does, and this pair's last such frame.
    moment("asking_us", null=True),
    moment("asked_us", null=True),
    moment("closed_us", null=True),
    words("closed_by", 32, null=True),
    Column("frames", Number, nullable=False),
    words("how", 32),
    # suspected: one frame of one witness; confirmed: a second independent sign.
    moment("confirmed_us", null=True),
    Index(None, "segment_id", "mac", "address"),
    # A trace finds those of a moment without reading the rows of half a year.
    Index(None, "address", "first_us", "closed_us"),
    Index(None, "mac", "first_us", "closed_us"),
    # What went quiet is asked every second.
    Index("ix_binding_open", "last_us", sqlite_where=text("closed_us IS NULL")),
)

binding_witness = Table(
    "binding_witness",
    metadata,
    Column("binding_id", Number, primary_key=True, autoincrement=False),
    # agent:<id>, import:<switch>, person:<id>
    words("witness", 64, key=True),
    moment("first_us"),
    moment("last_us"),
    # Reports (intake numbers) that said so first and last, or imports (switch_import.id): the evidence.
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
    # peers or isolated; null: not known yet
    words("hears", 16, null=True),
    # when that was looked at last
    moment("judged_us", null=True),
    Index(None, "segment_id", "from_us", "to_us"),
    Index("ix_coverage_open", "agent_id", "segment_id", sqlite_where=text("to_us IS NULL")),
)

switch_import = Table(
    "switch_import",
    metadata,
    # A file of a switch's tables that somebody brought. folded < macs: it was cut short; the same file again goes on.
    Column("id", Number, primary_key=True, autoincrement=True),
    identifier("segment_id"),
    words("switch", 48),
    moment("taken_us"),
    words("digest", 64),
    words("dialect", 32),
    words("actor", 64),
    moment("imported_us"),
    Column("vlan", Integer, nullable=True),
    Column("rows", Number, nullable=False),
    Column("macs", Number, nullable=False),
    Column("folded", Number, nullable=False),
    UniqueConstraint("segment_id", "switch", "taken_us", "digest"),
)

switch_port = Table(
    "switch_port",
    metadata,
    # A MAC behind a port, in every table taken from first_us to last_us that could have named it elsewhere.
    Column("id", Number, primary_key=True, autoincrement=True),
    identifier("segment_id"),
    words("switch", 48),
    words("mac", 17),
    words("port", 64),
    Column("vlan", Integer, nullable=True),
    moment("first_us"),
    moment("last_us"),
    Column("tables", Number, nullable=False),
    # Whether the newest table of that switch named it there.
    Column("is_open", Boolean, nullable=False),
    Index(None, "mac", "segment_id"),
    Index(None, "segment_id", "switch", "is_open"),
)

learnt_infrastructure = Table(
    "learnt_infrastructure",
    metadata,
    # A MAC that speaks for others, as heard; a person approves it into the segment, or rejects it.
    identifier("id", key=True),
    identifier("segment_id"),
    words("mac", 17),
    # vrrp, hsrp, glbp, carp, proxy-arp, router, ...
    words("role", 16),
    # JSON object: addresses, witnesses, why it is taken for that.
    Column("evidence", Text, nullable=False),
    moment("first_us"),
    moment("last_us"),
    # proposed, approved, rejected
    words("state", 16),
    words("decided_by", 64, null=True),
    moment("decided_us", null=True),
    words("reason", 500, null=True),
    UniqueConstraint("segment_id", "mac", "role"),
)

client_fingerprint = Table(
    "client_fingerprint",
    metadata,
    # What a MAC's DHCP client says of itself: one row for each different word of it.
    Column("id", Number, primary_key=True, autoincrement=True),
    identifier("segment_id"),
    words("mac", 17),
    # dhcp4, dhcp6
    words("version", 8),
    words("client_id", 256, null=True),
    words("vendor_class", 255, null=True),
    # JSON list of option codes, in the client's order
    Column("parameters", Text, nullable=False),
    words("name", 255, null=True),
    moment("first_us"),
    moment("last_us"),
    # A person took it for this terminal's own.
    moment("accepted_us", null=True),
    words("accepted_by", 64, null=True),
    Index(None, "mac", "segment_id"),
    Index(None, "client_id"),
)

told_port = Table(
    "told_port",
    metadata,
    # The switch port an agent's adapter hangs on, as the switch told it (LLDP, CDP), without a change.
    Column("id", Number, primary_key=True, autoincrement=True),
    identifier("segment_id"),
    identifier("agent_id"),
    identifier("adapter_id"),
    words("mac", 17),
    words("chassis", 255),
    words("port", 255),
    words("port_description", 255, null=True),
    words("system_name", 255, null=True),
    Column("vlan", Integer, nullable=True),
    words("told_by", 8),
    moment("first_us"),
    moment("last_us"),
    moment("to_us", null=True),
    Index(None, "mac", "segment_id"),
    Index(None, "agent_id", "adapter_id"),
)

canary = Table(
    "canary",
    metadata,
    # A marked stranger, and how long its way to the alert was. Excluded from every figure.
    identifier("id", key=True),
    identifier("segment_id"),
    identifier("agent_id"),
    words("mac", 17),
    words("address", 45),
    Column("over_the_wire", Boolean, nullable=False),
    words("actor", 64),
    words("reason", 500, null=True),
    moment("made_us"),
    # When the frame left, by the agent's clock put right.
    moment("sent_us", null=True),
    moment("heard_us", null=True),
    moment("stored_us", null=True),
    moment("ended_us", null=True),
    # alerted, unheard, refused
    words("outcome", 16, null=True),
    words("why", 500, null=True),
    Index(None, "segment_id", "made_us"),
    Index(None, "mac"),
)
