"""Imported tables of switches, and behind which port they place a MAC."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "switch_import",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("segment_id", sa.String(length=32), nullable=False),
        sa.Column("switch", sa.String(length=48), nullable=False),
        sa.Column("taken_us", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("dialect", sa.String(length=32), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("imported_us", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("vlan", sa.Integer(), nullable=True),
        sa.Column("rows", NUMBER, nullable=False),
        sa.Column("macs", NUMBER, nullable=False),
        sa.Column("folded", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_switch_import")),
        sa.UniqueConstraint(
            "segment_id",
            "switch",
            "taken_us",
            "digest",
            name=op.f("uq_switch_import_segment_id_switch_taken_us_digest"),
        ),
    )
    op.create_table(
        "switch_port",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("segment_id", sa.String(length=32), nullable=False),
        sa.Column("switch", sa.String(length=48), nullable=False),
        sa.Column("mac", sa.String(length=17), nullable=False),
        sa.Column("port", sa.String(length=64), nullable=False),
        sa.Column("vlan", sa.Integer(), nullable=True),
        sa.Column("first_us", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("last_us", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("tables", NUMBER, nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_switch_port")),
    )
    op.create_index(op.f("ix_switch_port_mac_segment_id"), "switch_port", ["mac", "segment_id"], unique=False)
    op.create_index(
        op.f("ix_switch_port_segment_id_switch_is_open"),
        "switch_port",
        ["segment_id", "switch", "is_open"],
        unique=False,
    )
