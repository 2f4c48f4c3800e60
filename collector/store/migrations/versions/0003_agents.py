"""Agent installations and what each said last."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _agent()
    _agent_binding()
    _agent_stretch()
    _agent_fact()
    _claim()
    _watch_lease()
    _enrolment_code()


def _agent() -> None:
    op.create_table(
        "agent",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("key_id", sa.String(length=16), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("hostname", sa.String(length=255), nullable=False),
        sa.Column("machine", sa.Text(), nullable=False),
        sa.Column("enrolled_us", sa.BigInteger(), nullable=False),
        sa.Column("last_sequence", NUMBER, nullable=False),
        sa.Column("last_digest", sa.String(length=64), nullable=False),
        sa.Column("last_report_us", sa.BigInteger(), nullable=True),
        sa.Column("last_beat_us", sa.BigInteger(), nullable=True),
        sa.Column("boot_id", sa.String(length=32), nullable=True),
        sa.Column("beat_counter", NUMBER, nullable=False),
        sa.Column("policy_version", NUMBER, nullable=False),
        sa.Column("spooled", NUMBER, nullable=False),
        sa.Column("clock_offset_us", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agent")),
    )


def _agent_binding() -> None:
    op.create_table(
        "agent_binding",
        sa.Column("agent_id", sa.String(length=32), nullable=False),
        sa.Column("from_us", sa.BigInteger(), nullable=False),
        sa.Column("to_us", sa.BigInteger(), nullable=True),
        sa.Column("terminal_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("agent_id", "from_us", name=op.f("pk_agent_binding")),
    )
    op.create_index(op.f("ix_agent_binding_terminal_id"), "agent_binding", ["terminal_id"], unique=False)


def _agent_stretch() -> None:
    op.create_table(
        "agent_stretch",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("agent_id", sa.String(length=32), nullable=False),
        sa.Column("boot_id", sa.String(length=32), nullable=False),
        sa.Column("from_us", sa.BigInteger(), nullable=False),
        sa.Column("last_us", sa.BigInteger(), nullable=False),
        sa.Column("to_us", sa.BigInteger(), nullable=True),
        sa.Column("ended_by", sa.String(length=32), nullable=True),
        sa.Column("last_beat", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agent_stretch")),
    )
    op.create_index(op.f("ix_agent_stretch_agent_id_from_us"), "agent_stretch", ["agent_id", "from_us"], unique=False)


def _agent_fact() -> None:
    op.create_table(
        "agent_fact",
        sa.Column("agent_id", sa.String(length=32), nullable=False),
        sa.Column("probe", sa.String(length=64), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("observations", sa.Text(), nullable=False),
        sa.Column("seen_us", sa.BigInteger(), nullable=False),
        sa.Column("looked_us", sa.BigInteger(), nullable=False),
        sa.Column("sequence", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("agent_id", "probe", name=op.f("pk_agent_fact")),
    )


def _claim() -> None:
    op.create_table(
        "claim",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("agent_id", sa.String(length=32), nullable=False),
        sa.Column("adapter_id", sa.String(length=32), nullable=False),
        sa.Column("segment_id", sa.String(length=32), nullable=False),
        sa.Column("mac", sa.String(length=17), nullable=False),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.Column("from_us", sa.BigInteger(), nullable=False),
        sa.Column("last_us", sa.BigInteger(), nullable=False),
        sa.Column("to_us", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
    )
    op.create_index(op.f("ix_claim_address"), "claim", ["address"], unique=False)
    op.create_index(op.f("ix_claim_agent_id"), "claim", ["agent_id"], unique=False)
    op.create_index(op.f("ix_claim_mac"), "claim", ["mac"], unique=False)


def _watch_lease() -> None:
    op.create_table(
        "watch_lease",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("segment_id", sa.String(length=32), nullable=False),
        sa.Column("agent_id", sa.String(length=32), nullable=False),
        sa.Column("adapter_id", sa.String(length=32), nullable=False),
        sa.Column("from_us", sa.BigInteger(), nullable=False),
        sa.Column("until_us", sa.BigInteger(), nullable=False),
        sa.Column("ended_us", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(length=256), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watch_lease")),
    )
    op.create_index(op.f("ix_watch_lease_agent_id"), "watch_lease", ["agent_id"], unique=False)
    op.create_index(op.f("ix_watch_lease_segment_id"), "watch_lease", ["segment_id"], unique=False)


def _enrolment_code() -> None:
    op.create_table(
        "enrolment_code",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("code_digest", sa.String(length=64), nullable=False),
        sa.Column("terminal_id", sa.String(length=32), nullable=False),
        sa.Column("issued_by", sa.String(length=64), nullable=False),
        sa.Column("issued_us", sa.BigInteger(), nullable=False),
        sa.Column("expires_us", sa.BigInteger(), nullable=False),
        sa.Column("uses_left", sa.Integer(), nullable=False),
        sa.Column("used_us", sa.BigInteger(), nullable=True),
        sa.Column("used_by_agent", sa.String(length=32), nullable=True),
        sa.Column("used_by_key", sa.String(length=16), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment_code")),
    )
    op.create_index(op.f("ix_enrolment_code_code_digest"), "enrolment_code", ["code_digest"], unique=True)
