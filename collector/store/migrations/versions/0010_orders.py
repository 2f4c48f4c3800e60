"""What agents are asked to do: sweeps of a segment, and each agent's orders; from where an agent's beats come."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "probe_order",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("segment_id", sa.String(length=32), nullable=False),
        sa.Column("agent_id", sa.String(length=32), nullable=False),
        sa.Column("adapter_id", sa.String(length=32), nullable=False),
        sa.Column("sweep_id", sa.String(length=32), nullable=True),
        sa.Column("mac", sa.String(length=17), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("addresses", NUMBER, nullable=False),
        sa.Column("made_us", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("until_us", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("given_us", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("ended_us", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.Column("why", sa.String(length=500), nullable=True),
        sa.Column("asked", NUMBER, nullable=True),
        sa.Column("answered", NUMBER, nullable=True),
        sa.Column("frames", NUMBER, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_probe_order")),
    )
    op.create_index(op.f("ix_probe_order_agent_id_ended_us"), "probe_order", ["agent_id", "ended_us"], unique=False)
    op.create_index(op.f("ix_probe_order_segment_id_made_us"), "probe_order", ["segment_id", "made_us"], unique=False)
    op.create_index(op.f("ix_probe_order_sweep_id"), "probe_order", ["sweep_id"], unique=False)
    op.create_table(
        "sweep",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("segment_id", sa.String(length=32), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("begun_us", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("ended_us", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("cap", sa.Integer(), nullable=False),
        sa.Column("targets", NUMBER, nullable=False),
        sa.Column("heard_lately", NUMBER, nullable=False),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("why", sa.String(length=500), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sweep")),
    )
    op.create_index(op.f("ix_sweep_segment_id_begun_us"), "sweep", ["segment_id", "begun_us"], unique=False)
    op.add_column("agent", sa.Column("source", sa.String(length=45), nullable=True))
    op.add_column("segment", sa.Column("sweep_cap", sa.Integer(), nullable=True))
    op.add_column("segment", sa.Column("sweep_every_us", sa.BigInteger(), autoincrement=False, nullable=True))
    op.add_column("segment", sa.Column("allows_second_mac", sa.Boolean(), nullable=True))
