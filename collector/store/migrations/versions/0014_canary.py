"""Marked strangers, and how long their way to the alert was."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "canary",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("segment_id", sa.String(length=32), nullable=False),
        sa.Column("agent_id", sa.String(length=32), nullable=False),
        sa.Column("mac", sa.String(length=17), nullable=False),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.Column("over_the_wire", sa.Boolean(), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("made_us", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sent_us", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("heard_us", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("stored_us", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("ended_us", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.Column("why", sa.String(length=500), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_canary")),
    )
    op.create_index(op.f("ix_canary_mac"), "canary", ["mac"], unique=False)
    op.create_index(op.f("ix_canary_segment_id_made_us"), "canary", ["segment_id", "made_us"], unique=False)
