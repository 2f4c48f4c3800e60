"""What DHCP clients say of themselves, and which port a switch tells a PC it hangs on."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "client_fingerprint",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("segment_id", sa.String(length=32), nullable=False),
        sa.Column("mac", sa.String(length=17), nullable=False),
        sa.Column("version", sa.String(length=8), nullable=False),
        sa.Column("client_id", sa.String(length=256), nullable=True),
        sa.Column("vendor_class", sa.String(length=255), nullable=True),
        sa.Column("parameters", sa.Text(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=True),
        sa.Column("first_us", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("last_us", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("accepted_us", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("accepted_by", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client_fingerprint")),
    )
    op.create_index(op.f("ix_client_fingerprint_client_id"), "client_fingerprint", ["client_id"], unique=False)
    op.create_index(
        op.f("ix_client_fingerprint_mac_segment_id"), "client_fingerprint", ["mac", "segment_id"], unique=False
    )
    op.create_table(
        "told_port",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("segment_id", sa.String(length=32), nullable=False),
        sa.Column("agent_id", sa.String(length=32), nullable=False),
        sa.Column("adapter_id", sa.String(length=32), nullable=False),
        sa.Column("mac", sa.String(length=17), nullable=False),
        sa.Column("chassis", sa.String(length=255), nullable=False),
        sa.Column("port", sa.String(length=255), nullable=False),
        sa.Column("port_description", sa.String(length=255), nullable=True),
        sa.Column("system_name", sa.String(length=255), nullable=True),
        sa.Column("vlan", sa.Integer(), nullable=True),
        sa.Column("told_by", sa.String(length=8), nullable=False),
        sa.Column("first_us", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("last_us", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("to_us", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_told_port")),
    )
    op.create_index(op.f("ix_told_port_agent_id_adapter_id"), "told_port", ["agent_id", "adapter_id"], unique=False)
    op.create_index(op.f("ix_told_port_mac_segment_id"), "told_port", ["mac", "segment_id"], unique=False)
