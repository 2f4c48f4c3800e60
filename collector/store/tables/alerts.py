"""Alerts with their episodes, and what is to be told to whom."""

from sqlalchemy import Column, Index, Integer, Table, Text

from collector.store.tables.metadata import Number, identifier, metadata, moment, words

alert = Table(
    "alert",
    metadata,
    identifier("id", key=True),
    words("rule", 64),
    # rule and subject together: one open episode at most.
    words("dedup_key", 256),
    words("severity", 16),
    # suspected or confirmed
    words("certainty", 16),
    # open, quiet, closed
    words("state", 16),
    words("subject_kind", 32),
    words("subject_id", 128),
    # which part of the subject: an adapter, a gateway
    words("part", 128, null=True),
    identifier("unit_id", null=True),
    identifier("segment_id", null=True),
    identifier("terminal_id", null=True),
    # What a person needs to act: JSON object of the finding's evidence.
    Column("evidence", Text, nullable=False),
    moment("first_us"),
    moment("opened_us"),
    moment("confirmed_us", null=True),
    moment("renewed_us"),
    moment("closed_us", null=True),
    Column("times", Number, nullable=False),
    Column("episode", Integer, nullable=False),
    words("acknowledged_by", 64, null=True),
    moment("acknowledged_us", null=True),
    words("outcome", 32, null=True),
    # the exemption that covers it, and the number it was approved under
    identifier("exemption_id", null=True),
    words("approval_no", 64, null=True),
    moment("told_us", null=True),
    Index(None, "dedup_key", "state"),
    Index(None, "unit_id", "renewed_us"),
    Index(None, "renewed_us"),
    Index(None, "exemption_id"),
)

alert_event = Table(
    "alert_event",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=True),
    identifier("alert_id"),
    moment("at_us"),
    words("what", 32),
    words("actor", 64),
    words("detail", 500, null=True),
    Index(None, "alert_id"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=True),
    identifier("alert_id"),
    words("notifier", 32),
    Column("content", Text, nullable=False),
    moment("due_us"),
    Column("attempts", Integer, nullable=False),
    moment("sent_us", null=True),
    moment("dead_us", null=True),
    words("last_error", 500, null=True),
    Index(None, "sent_us", "dead_us", "due_us"),
)
