"""Exemptions of one part, what they cover, when people were told; since when a PC says something."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("exemption", sa.Column("part", sa.String(length=128), nullable=True))
    op.add_column("exemption", sa.Column("unit_id", sa.String(length=32), nullable=True))
    op.add_column("alert", sa.Column("part", sa.String(length=128), nullable=True))
    op.add_column("alert", sa.Column("exemption_id", sa.String(length=32), nullable=True))
    op.add_column("alert", sa.Column("approval_no", sa.String(length=64), nullable=True))
    op.add_column("alert", sa.Column("told_us", sa.BigInteger(), nullable=True))
    op.create_index(op.f("ix_alert_exemption_id"), "alert", ["exemption_id"], unique=False)
    op.add_column("agent_fact", sa.Column("since", sa.Text(), nullable=True))
    _carry_over(op.get_bind())


def _carry_over(connection: sa.Connection) -> None:
    """The part stood in the dedup key only. What was confirmed was told, unless exempted: the next renewal says so."""
    names = ("id", "dedup_key", "outcome", "confirmed_us", "part", "told_us")
    alert = sa.table("alert", *(sa.column(name) for name in names))
    for row in connection.execute(sa.select(alert)).mappings().all():
        values = {
            "part": row["dedup_key"].split("|", 4)[-1][:128] or None,
            "told_us": None if row["outcome"] == "exempted" else row["confirmed_us"],
            "outcome": None,
        }
        connection.execute(sa.update(alert).where(alert.c.id == row["id"]).values(**values))
