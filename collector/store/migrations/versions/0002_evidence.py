"""The two chains: the journal and the reports."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _collector()
    _journal()
    _report()
    _quarantined_report()
    _chain_head()
    _refusal_count()


def _collector() -> None:
    op.create_table(
        "collector",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("created_us", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collector")),
    )


def _journal() -> None:
    op.create_table(
        "journal",
        sa.Column("sequence", NUMBER, nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("subject_kind", sa.String(length=32), nullable=False),
        sa.Column("subject_id", sa.String(length=64), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_journal")),
    )
    op.create_index(op.f("ix_journal_subject_id"), "journal", ["subject_id"], unique=False)


def _report() -> None:
    op.create_table(
        "report",
        sa.Column("intake", NUMBER, nullable=False),
        sa.Column("agent_id", sa.String(length=32), nullable=False),
        sa.Column("first_sequence", NUMBER, nullable=False),
        sa.Column("sequence", NUMBER, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("boot_id", sa.String(length=32), nullable=False),
        sa.Column("taken_wall_us", sa.BigInteger(), nullable=False),
        sa.Column("taken_boot_us", sa.BigInteger(), nullable=False),
        sa.Column("received_us", sa.BigInteger(), nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("message", sa.LargeBinary(), nullable=False),
        sa.Column("intake_digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("intake", name=op.f("pk_report")),
        sa.UniqueConstraint("agent_id", "sequence", name=op.f("uq_report_agent_id_sequence")),
    )
    op.create_index(op.f("ix_report_received_us"), "report", ["received_us"], unique=False)


def _quarantined_report() -> None:
    op.create_table(
        "quarantined_report",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("agent_id", sa.String(length=32), nullable=False),
        sa.Column("sequence", NUMBER, nullable=False),
        sa.Column("received_us", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("message", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quarantined_report")),
        sa.UniqueConstraint("agent_id", "digest", name=op.f("uq_quarantined_report_agent_id_digest")),
    )


def _chain_head() -> None:
    op.create_table(
        "chain_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("journal_count", NUMBER, nullable=False),
        sa.Column("journal_digest", sa.String(length=64), nullable=False),
        sa.Column("intake_count", NUMBER, nullable=False),
        sa.Column("intake_digest", sa.String(length=64), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chain_head")),
    )


def _refusal_count() -> None:
    op.create_table(
        "refusal_count",
        sa.Column("error", sa.String(length=64), nullable=False),
        sa.Column("times", NUMBER, nullable=False),
        sa.Column("first_us", sa.BigInteger(), nullable=False),
        sa.Column("last_us", sa.BigInteger(), nullable=False),
        sa.Column("detail", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint("error", name=op.f("pk_refusal_count")),
    )
