"""Named people who may use the operators' door."""

from sqlalchemy import Column, Index, Integer, Table

from collector.store.tables.metadata import identifier, metadata, moment, words

operator = Table(
    "operator",
    metadata,
    identifier("id", key=True),
    words("name", 64),
    words("display_name", 128),
    # OS user that the UNIX socket maps to this operator.
    words("os_user", 64, null=True),
    words("password_hash", 256, null=True),
    # bootstrap, sysadmin, secadmin, auditor, unit-admin, approver, reader; null until granted
    words("role", 16, null=True),
    # Scope: this unit and those below it; null for the city.
    identifier("unit_id", null=True),
    # enabled or disabled
    words("state", 16),
    moment("created_us"),
    moment("password_changed_us", null=True),
    Column("failed_attempts", Integer, nullable=False),
    moment("locked_until_us", null=True),
    Index(None, "name", unique=True),
    Index(None, "os_user", unique=True),
)

session = Table(
    "session",
    metadata,
    words("token_digest", 64, key=True),
    identifier("operator_id"),
    moment("created_us"),
    moment("last_us"),
    moment("expires_us"),
    words("peer", 64),
    moment("ended_us", null=True),
    # When the password was last given again; approve, grant, unmask and purge need it fresh.
    moment("reauthenticated_us"),
    Index(None, "operator_id"),
)
