"""Imported ledgers and their conflicts; what sheets say of a terminal's place on the wire."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
COUNTS = ("rows", "added", "changed", "unchanged", "refused", "left_out")


def upgrade() -> None:
    op.create_table(
        "ledger_import",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("begun_us", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("ended_us", sa.BigInteger(), autoincrement=False, nullable=True),
        *(sa.Column(name, NUMBER, nullable=False) for name in COUNTS),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_import")),
    )
    op.create_index(op.f("ix_ledger_import_digest"), "ledger_import", ["digest"], unique=False)
    op.create_table(
        "ledger_conflict",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("import_id", NUMBER, nullable=False),
        sa.Column("at_us", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("value", sa.String(length=128), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("terminal_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_conflict")),
    )
    op.create_index(op.f("ix_ledger_conflict_kind_value"), "ledger_conflict", ["kind", "value"], unique=False)
    op.add_column("terminal", sa.Column("disk_serial", sa.String(length=128), nullable=True))
    for name in ("outlet_no", "switch_name", "switch_port"):
        op.add_column("terminal", sa.Column(name, sa.String(length=64), nullable=True))
    op.add_column("terminal", sa.Column("vlan", sa.Integer(), nullable=True))
