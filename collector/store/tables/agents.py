"""Agent installations, their sessions and what each said last."""

from sqlalchemy import Column, Index, Integer, LargeBinary, Table, Text, text

from collector.store.tables.metadata import Number, identifier, metadata, moment, words

agent = Table(
    "agent",
    metadata,
    identifier("id", key=True),
    words("key_id", 16),
    Column("public_key", LargeBinary, nullable=False),
    # active, pending, suspended, retired
    words("state", 16),
    words("hostname", 255),
    # JSON of the EnrolmentRequest's machine and MACs
    Column("machine", Text, nullable=False),
    moment("enrolled_us"),
    # Head of the agent's own chain as held here.
    Column("last_sequence", Number, nullable=False),
    words("last_digest", 64),
    moment("last_report_us", null=True),
    # Newest beat.
    moment("last_beat_us", null=True),
    identifier("boot_id", null=True),
    Column("beat_counter", Number, nullable=False),
    Column("policy_version", Number, nullable=False),
    Column("spooled", Number, nullable=False),
    # Agent's wall clock minus the collector's, newest message.
    Column("clock_offset_us", Number, nullable=False),
    # From which address its newest beat reached the agents' door.
    words("source", 45, null=True),
    # The beat of its boot that was least long on its way of late, and the agent's boot-time clock in it.
    moment("prompt_us", null=True),
    moment("prompt_boot_us", null=True),
)

agent_binding = Table(
    "agent_binding",
    metadata,
    # Agent and terminal are different identities; which belongs to which is an interval.
    identifier("agent_id", key=True),
    moment("from_us", key=True),
    moment("to_us", null=True),
    identifier("terminal_id"),
    Index(None, "terminal_id"),
)

agent_stretch = Table(
    "agent_stretch",
    metadata,
    # An unbroken run of beats; ends with a missed beat, suspend or reboot. Keeps its last beat's bytes.
    Column("id", Number, primary_key=True, autoincrement=True),
    identifier("agent_id"),
    identifier("boot_id"),
    moment("from_us"),
    moment("last_us"),
    moment("to_us", null=True),
    words("ended_by", 32, null=True),
    Column("last_beat", LargeBinary, nullable=False),
    Index(None, "agent_id", "from_us"),
    Index(None, "agent_id", "boot_id"),
    # Who beats, and whose beats stopped, is asked every second, of a table that holds half a year.
    Index("ix_agent_stretch_open", "agent_id", sqlite_where=text("to_us IS NULL")),
    Index("ix_agent_stretch_beat", "last_us", sqlite_where=text("to_us IS NULL")),
)

agent_fact = Table(
    "agent_fact",
    metadata,
    # Newest answer of each probe.
    identifier("agent_id", key=True),
    words("probe", 64, key=True),
    words("outcome", 16),
    words("reason", 500, null=True),
    # JSON list of observations as sent; kept, with its age, when a later look failed.
    Column("observations", Text, nullable=False),
    moment("seen_us"),
    moment("looked_us"),
    Column("sequence", Number, nullable=False),
    # JSON object: since when each thing of the answer has been said without a break, by its id, in microseconds.
    Column("since", Text, nullable=True),
)

claim = Table(
    "claim",
    metadata,
    # An address an agent vouched for: [from_us, to_us), renewed by its beats.
    Column("id", Number, primary_key=True, autoincrement=True),
    identifier("agent_id"),
    identifier("adapter_id"),
    identifier("segment_id"),
    words("mac", 17),
    words("address", 45),
    moment("from_us"),
    moment("last_us"),
    moment("to_us", null=True),
    Index(None, "mac", "from_us", "to_us"),
    Index(None, "address", "from_us", "to_us"),
    Index(None, "agent_id"),
    # Who is where now is asked every second, of a table that holds half a year.
    Index("ix_claim_open", "segment_id", "agent_id", sqlite_where=text("to_us IS NULL")),
)

watch_lease = Table(
    "watch_lease",
    metadata,
    identifier("id", key=True),
    identifier("segment_id"),
    identifier("agent_id"),
    identifier("adapter_id"),
    moment("from_us"),
    moment("until_us"),
    moment("ended_us", null=True),
    # gone, replaced, ruled-out, not-taken-up; null: lasts, or ran out
    words("ended_by", 16, null=True),
    # words of collector.presence.election.Reason, with blanks between
    words("reason", 256),
    Index(None, "segment_id"),
    Index(None, "agent_id"),
    Index("ix_watch_lease_open", "segment_id", sqlite_where=text("ended_us IS NULL")),
)

watch_preference = Table(
    "watch_preference",
    metadata,
    # What a person decided about an agent as a watcher of a segment; without to_us it holds.
    identifier("id", key=True),
    identifier("segment_id"),
    # A terminal's agent, whichever that is; or one agent that no terminal has.
    identifier("terminal_id", null=True),
    identifier("agent_id", null=True),
    # prefer or never
    words("preference", 8),
    words("actor", 64),
    words("reason", 500),
    moment("from_us"),
    moment("to_us", null=True),
    Index(None, "segment_id"),
)

sweep = Table(
    "sweep",
    metadata,
    # A round of questions to all addresses of a segment that nobody was heard to hold lately.
    identifier("id", key=True),
    identifier("segment_id"),
    # operator:<id>, or collector when it was due by itself
    words("actor", 64),
    words("reason", 500, null=True),
    moment("begun_us"),
    moment("ended_us", null=True),
    # running, done, cut-short, cancelled
    words("state", 16),
    # frames a second, all agents together
    Column("cap", Integer, nullable=False),
    # addresses: to be asked for; passed over since heard lately
    Column("targets", Number, nullable=False),
    Column("heard_lately", Number, nullable=False),
    # JSON of collector.store.sweeps.Result, once it has ended, and how `why` was made, to be translated
    Column("result", Text, nullable=True),
    words("why", 500, null=True),
    Index(None, "segment_id", "begun_us"),
)

probe_order = Table(
    "probe_order",
    metadata,
    # One agent's order: a question, its slice of a sweep, a canary.
    identifier("id", key=True),
    # ask, sweep, canary
    words("kind", 16),
    identifier("segment_id"),
    identifier("agent_id"),
    identifier("adapter_id"),
    identifier("sweep_id", null=True),
    # whom a question is about
    words("mac", 17, null=True),
    # JSON of the Order, without what time changes
    Column("content", Text, nullable=False),
    # 1; 2: given to another agent since the first did not carry it out
    Column("turn", Integer, nullable=False),
    Column("addresses", Number, nullable=False),
    moment("made_us"),
    moment("until_us"),
    moment("given_us", null=True),
    moment("ended_us", null=True),
    # done, cut-short, refused, expired, cancelled
    words("outcome", 16, null=True),
    words("why", 500, null=True),
    Column("asked", Number, nullable=True),
    Column("answered", Number, nullable=True),
    Column("frames", Number, nullable=True),
    Index(None, "agent_id", "ended_us"),
    Index(None, "sweep_id"),
    Index(None, "segment_id", "made_us"),
)

enrolment_code = Table(
    "enrolment_code",
    metadata,
    identifier("id", key=True),
    # SHA-256 of the code; it has at least 80 random bits, so a slow hash adds nothing.
    words("code_digest", 64),
    identifier("terminal_id"),
    words("issued_by", 64),
    moment("issued_us"),
    moment("expires_us"),
    Column("uses_left", Integer, nullable=False),
    moment("used_us", null=True),
    identifier("used_by_agent", null=True),
    words("used_by_key", 16, null=True),
    Index(None, "code_digest", unique=True),
)

# What the identity referee proposes and a person decides: which terminal an agent is.
identity_case = Table(
    "identity_case",
    metadata,
    identifier("id", key=True),
    # new, reimaged, cloned-image, board-swapped, adapter-moved, shared-dongle, dock, two-agents
    words("kind", 32),
    identifier("agent_id"),
    # The terminal it is bound to; the one that the evidence speaks for; the other agent in it.
    identifier("terminal_id", null=True),
    identifier("proposed_terminal_id", null=True),
    identifier("other_agent_id", null=True),
    identifier("unit_id", null=True),
    # JSON: what agrees and what does not.
    Column("evidence", Text, nullable=False),
    moment("opened_us"),
    moment("seen_us"),
    moment("decided_us", null=True),
    words("decision", 32, null=True),
    words("decided_by", 64, null=True),
    words("reason", 256, null=True),
    Index(None, "agent_id"),
    Index(None, "decided_us"),
)

machine_sign = Table(
    "machine_sign",
    metadata,
    # What an agent's machine stated, as last accepted; the referee finds others by any of it.
    identifier("agent_id", key=True),
    # serial, board, uuid, disk, machine-id, mac
    words("sign", 16, key=True),
    words("value", 128, key=True),
    Index(None, "value"),
)
