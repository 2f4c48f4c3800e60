"""What people declared and approved."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _unit()
    _person()
    _person_key()
    _terminal()
    _adapter()
    _terminal_address()
    _custody()
    _segment()
    _exemption()


def _unit() -> None:
    op.create_table(
        "unit",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("from_us", sa.BigInteger(), nullable=False),
        sa.Column("to_us", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("parent_id", sa.String(length=32), nullable=True),
        sa.Column("access_class", sa.String(length=1), nullable=True),
        sa.Column("first_responsible_id", sa.String(length=32), nullable=True),
        sa.Column("direct_responsible_id", sa.String(length=32), nullable=True),
        sa.Column("administrator_id", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_us", name=op.f("pk_unit")),
    )
    op.create_index(op.f("ix_unit_name"), "unit", ["name"], unique=False)


def _person() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("from_us", sa.BigInteger(), nullable=False),
        sa.Column("to_us", sa.BigInteger(), nullable=True),
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("department", sa.String(length=128), nullable=True),
        sa.Column("staff_no", sa.String(length=64), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("name_index", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", "from_us", name=op.f("pk_person")),
    )
    op.create_index(op.f("ix_person_name_index"), "person", ["name_index"], unique=False)
    op.create_index(op.f("ix_person_unit_id"), "person", ["unit_id"], unique=False)


def _person_key() -> None:
    op.create_table(
        "person_key",
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("sealed_key", sa.LargeBinary(), nullable=True),
        sa.Column("erased_us", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_person_key")),
    )


def _terminal() -> None:
    op.create_table(
        "terminal",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("from_us", sa.BigInteger(), nullable=False),
        sa.Column("to_us", sa.BigInteger(), nullable=True),
        sa.Column("reg_no", sa.String(length=32), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("department", sa.String(length=128), nullable=True),
        sa.Column("terminal_type", sa.String(length=32), nullable=False),
        sa.Column("brand", sa.String(length=64), nullable=True),
        sa.Column("model", sa.String(length=64), nullable=True),
        sa.Column("serial_no", sa.String(length=128), nullable=True),
        sa.Column("asset_no", sa.String(length=64), nullable=True),
        sa.Column("os_name", sa.String(length=64), nullable=True),
        sa.Column("hostname", sa.String(length=64), nullable=True),
        sa.Column("access_domain", sa.String(length=32), nullable=False),
        sa.Column("access_mode", sa.String(length=32), nullable=False),
        sa.Column("purpose", sa.String(length=128), nullable=True),
        sa.Column("importance", sa.String(length=16), nullable=True),
        sa.Column("agent_expected", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("expires_us", sa.BigInteger(), nullable=True),
        sa.Column("remark", sa.String(length=256), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_us", name=op.f("pk_terminal")),
    )
    op.create_index(op.f("ix_terminal_reg_no"), "terminal", ["reg_no"], unique=False)
    op.create_index(op.f("ix_terminal_unit_id"), "terminal", ["unit_id"], unique=False)


def _adapter() -> None:
    op.create_table(
        "adapter",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("from_us", sa.BigInteger(), nullable=False),
        sa.Column("to_us", sa.BigInteger(), nullable=True),
        sa.Column("terminal_id", sa.String(length=32), nullable=False),
        sa.Column("mac", sa.String(length=17), nullable=False),
        sa.Column("class", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("id", "from_us", name=op.f("pk_adapter")),
    )
    op.create_index(op.f("ix_adapter_mac"), "adapter", ["mac"], unique=False)
    op.create_index(op.f("ix_adapter_terminal_id"), "adapter", ["terminal_id"], unique=False)


def _terminal_address() -> None:
    op.create_table(
        "terminal_address",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("from_us", sa.BigInteger(), nullable=False),
        sa.Column("to_us", sa.BigInteger(), nullable=True),
        sa.Column("terminal_id", sa.String(length=32), nullable=False),
        sa.Column("segment_id", sa.String(length=32), nullable=True),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.PrimaryKeyConstraint("id", "from_us", name=op.f("pk_terminal_address")),
    )
    op.create_index(op.f("ix_terminal_address_address"), "terminal_address", ["address"], unique=False)
    op.create_index(op.f("ix_terminal_address_terminal_id"), "terminal_address", ["terminal_id"], unique=False)


def _custody() -> None:
    op.create_table(
        "custody",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("from_us", sa.BigInteger(), nullable=False),
        sa.Column("to_us", sa.BigInteger(), nullable=True),
        sa.Column("terminal_id", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=True),
        sa.Column("owner_id", sa.String(length=32), nullable=False),
        sa.Column("building", sa.String(length=64), nullable=True),
        sa.Column("room", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_us", name=op.f("pk_custody")),
    )
    op.create_index(op.f("ix_custody_terminal_id"), "custody", ["terminal_id"], unique=False)
    op.create_index(op.f("ix_custody_user_id"), "custody", ["user_id"], unique=False)


def _segment() -> None:
    op.create_table(
        "segment",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("from_us", sa.BigInteger(), nullable=False),
        sa.Column("to_us", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("domain", sa.String(length=32), nullable=False),
        sa.Column("vlan", sa.Integer(), nullable=True),
        sa.Column("prefixes", sa.Text(), nullable=False),
        sa.Column("gateways", sa.Text(), nullable=False),
        sa.Column("gateway_macs", sa.Text(), nullable=False),
        sa.Column("dhcp_servers", sa.Text(), nullable=False),
        sa.Column("resolvers", sa.Text(), nullable=False),
        sa.Column("infrastructure_macs", sa.Text(), nullable=False),
        sa.Column("silent_grace_us", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", "from_us", name=op.f("pk_segment")),
    )
    op.create_index(op.f("ix_segment_name"), "segment", ["name"], unique=False)
    op.create_index(op.f("ix_segment_unit_id"), "segment", ["unit_id"], unique=False)


def _exemption() -> None:
    op.create_table(
        "exemption",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("from_us", sa.BigInteger(), nullable=False),
        sa.Column("to_us", sa.BigInteger(), nullable=True),
        sa.Column("rule", sa.String(length=64), nullable=False),
        sa.Column("subject_kind", sa.String(length=16), nullable=False),
        sa.Column("subject_id", sa.String(length=64), nullable=False),
        sa.Column("approval_no", sa.String(length=64), nullable=False),
        sa.Column("expires_us", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=256), nullable=False),
        sa.PrimaryKeyConstraint("id", "from_us", name=op.f("pk_exemption")),
    )
    op.create_index(op.f("ix_exemption_subject_id"), "exemption", ["subject_id"], unique=False)
