"""What people decided about the watchers of a segment; what a watcher hears; why a lease ended."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "watch_preference",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("segment_id", sa.String(length=32), nullable=False),
        sa.Column("terminal_id", sa.String(length=32), nullable=True),
        sa.Column("agent_id", sa.String(length=32), nullable=True),
        sa.Column("preference", sa.String(length=8), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("from_us", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("to_us", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watch_preference")),
    )
    op.create_index(op.f("ix_watch_preference_segment_id"), "watch_preference", ["segment_id"], unique=False)
    op.add_column("watch_lease", sa.Column("ended_by", sa.String(length=16), nullable=True))
    op.add_column("coverage", sa.Column("hears", sa.String(length=16), nullable=True))
    op.add_column("coverage", sa.Column("judged_us", sa.BigInteger(), autoincrement=False, nullable=True))
    open_ones = sa.text("to_us IS NULL")
    op.create_index("ix_claim_open", "claim", ["segment_id", "agent_id"], sqlite_where=open_ones)
    op.create_index("ix_coverage_open", "coverage", ["agent_id", "segment_id"], sqlite_where=open_ones)
    op.create_index("ix_watch_lease_open", "watch_lease", ["segment_id"], sqlite_where=sa.text("ended_us IS NULL"))
