"""Who was where, and who was watching."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _binding()
    _binding_witness()
    _coverage()


def _binding() -> None:
    op.create_table(
        "binding",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("segment_id", sa.String(length=32), nullable=False),
        sa.Column("mac", sa.String(length=17), nullable=False),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.Column("first_us", sa.BigInteger(), nullable=False),
        sa.Column("last_us", sa.BigInteger(), nullable=False),
        sa.Column("resumed_us", sa.BigInteger(), nullable=False),
        sa.Column("closed_us", sa.BigInteger(), nullable=True),
        sa.Column("closed_by", sa.String(length=32), nullable=True),
        sa.Column("frames", NUMBER, nullable=False),
        sa.Column("how", sa.String(length=32), nullable=False),
        sa.Column("confirmed_us", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_binding")),
    )
    op.create_index(op.f("ix_binding_address_first_us"), "binding", ["address", "first_us"], unique=False)
    op.create_index(op.f("ix_binding_mac_first_us"), "binding", ["mac", "first_us"], unique=False)
    op.create_index(
        op.f("ix_binding_segment_id_mac_address"), "binding", ["segment_id", "mac", "address"], unique=False
    )


def _binding_witness() -> None:
    op.create_table(
        "binding_witness",
        sa.Column("binding_id", NUMBER, nullable=False),
        sa.Column("witness", sa.String(length=64), nullable=False),
        sa.Column("first_us", sa.BigInteger(), nullable=False),
        sa.Column("last_us", sa.BigInteger(), nullable=False),
        sa.Column("first_intake", NUMBER, nullable=False),
        sa.Column("last_intake", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("binding_id", "witness", name=op.f("pk_binding_witness")),
    )


def _coverage() -> None:
    op.create_table(
        "coverage",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("segment_id", sa.String(length=32), nullable=False),
        sa.Column("agent_id", sa.String(length=32), nullable=False),
        sa.Column("family", sa.String(length=8), nullable=False),
        sa.Column("from_us", sa.BigInteger(), nullable=False),
        sa.Column("last_us", sa.BigInteger(), nullable=False),
        sa.Column("to_us", sa.BigInteger(), nullable=True),
        sa.Column("ended_by", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coverage")),
    )
    op.create_index(op.f("ix_coverage_segment_id_from_us"), "coverage", ["segment_id", "from_us"], unique=False)
