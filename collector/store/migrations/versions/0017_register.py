"""The whole form of the register: papers, hand-overs, confirmations; identity cases; lists for switches."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# What a trace asks is told from the index alone: (table, the one before, the one now).
_INDEXES: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("binding", ("address", "first_us"), ("address", "first_us", "closed_us")),
    ("binding", ("mac", "first_us"), ("mac", "first_us", "closed_us")),
    ("claim", ("address",), ("address", "from_us", "to_us")),
    ("claim", ("mac",), ("mac", "from_us", "to_us")),
    ("coverage", ("segment_id", "from_us"), ("segment_id", "from_us", "to_us")),
    ("agent_stretch", (), ("agent_id", "boot_id")),
)

# What is asked every second, of tables that hold half a year: (table, name, column, null while it lasts).
_STILL_OPEN = (
    ("agent_stretch", "open", "agent_id", "to_us"),
    ("agent_stretch", "beat", "last_us", "to_us"),
    ("binding", "open", "last_us", "closed_us"),
)


def upgrade() -> None:
    _forms()
    _referee_and_lists()
    op.create_index(op.f("ix_custody_owner_id"), "custody", ["owner_id"], unique=False)
    for name in ("hostname", "serial_no"):
        said = sa.text(f"{name} IS NOT NULL")
        op.create_index(op.f(f"ix_terminal_{name}"), "terminal", [name], unique=False, sqlite_where=said)
    for table, old, new in _INDEXES:
        if old:
            op.drop_index(op.f(f"ix_{table}_{'_'.join(old)}"), table)
        op.create_index(op.f(f"ix_{table}_{'_'.join(new)}"), table, list(new), unique=False)
    for table, name, asked, still in _STILL_OPEN:
        op.create_index(f"ix_{table}_{name}", table, [asked], sqlite_where=sa.text(f"{still} IS NULL"))
    for table, columns in _columns().items():
        for column in columns:
            op.add_column(table, column)


def _forms() -> None:
    op.create_table(
        "application",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("from_us", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("to_us", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("terminal_id", sa.String(length=32), nullable=False),
        sa.Column("apply_no", sa.String(length=64), nullable=True),
        sa.Column("applied_on", sa.String(length=10), nullable=True),
        sa.Column("reviewed_on", sa.String(length=10), nullable=True),
        sa.Column("approved_on", sa.String(length=10), nullable=True),
        sa.Column("online_on", sa.String(length=10), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_us", name=op.f("pk_application")),
    )
    op.create_index(op.f("ix_application_terminal_id"), "application", ["terminal_id"], unique=False)
    op.create_table(
        "handover",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("at_us", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("from_person_id", sa.String(length=32), nullable=True),
        sa.Column("to_person_id", sa.String(length=32), nullable=False),
        sa.Column("operator_id", sa.String(length=32), nullable=True),
        sa.Column("items", sa.Text(), nullable=False),
        sa.Column("filing_no", sa.String(length=64), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=256), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
    )
    op.create_index(op.f("ix_handover_unit_id"), "handover", ["unit_id"], unique=False)


def _referee_and_lists() -> None:
    op.create_table(
        "admission_export",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("made_us", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("form", sa.String(length=16), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=True),
        sa.Column("segment_id", sa.String(length=32), nullable=True),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("recipient", sa.String(length=128), nullable=False),
        sa.Column("reason", sa.String(length=256), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("entries", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_admission_export")),
    )
    op.create_table(
        "identity_case",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("agent_id", sa.String(length=32), nullable=False),
        sa.Column("terminal_id", sa.String(length=32), nullable=True),
        sa.Column("proposed_terminal_id", sa.String(length=32), nullable=True),
        sa.Column("other_agent_id", sa.String(length=32), nullable=True),
        sa.Column("unit_id", sa.String(length=32), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("opened_us", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seen_us", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("decided_us", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("decision", sa.String(length=32), nullable=True),
        sa.Column("decided_by", sa.String(length=64), nullable=True),
        sa.Column("reason", sa.String(length=256), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_case")),
    )
    op.create_index(op.f("ix_identity_case_agent_id"), "identity_case", ["agent_id"], unique=False)
    op.create_index(op.f("ix_identity_case_decided_us"), "identity_case", ["decided_us"], unique=False)
    op.create_table(
        "machine_sign",
        sa.Column("agent_id", sa.String(length=32), nullable=False),
        sa.Column("sign", sa.String(length=16), nullable=False),
        sa.Column("value", sa.String(length=128), nullable=False),
        sa.PrimaryKeyConstraint("agent_id", "sign", "value", name=op.f("pk_machine_sign")),
    )
    op.create_index(op.f("ix_machine_sign_value"), "machine_sign", ["value"], unique=False)


def _columns() -> dict[str, list[sa.Column[Any]]]:
    return {
        "agent": [
            sa.Column("prompt_us", sa.BigInteger(), autoincrement=False, nullable=True),
            sa.Column("prompt_boot_us", sa.BigInteger(), autoincrement=False, nullable=True),
        ],
        "custody": [
            sa.Column("location", sa.String(length=64), nullable=True),
            sa.Column("confirmed_us", sa.BigInteger(), autoincrement=False, nullable=True),
            sa.Column("lent_until_us", sa.BigInteger(), autoincrement=False, nullable=True),
        ],
        "person": [
            sa.Column("pledge_signed", sa.Boolean(), nullable=True),
        ],
        "terminal": [
            sa.Column("os_version", sa.String(length=64), nullable=True),
            sa.Column("cpu_arch", sa.String(length=32), nullable=True),
            sa.Column("is_xinchuang", sa.Boolean(), nullable=True),
            sa.Column("ip_mode", sa.String(length=8), nullable=True),
            sa.Column("netmask", sa.String(length=45), nullable=True),
            sa.Column("gateway", sa.String(length=45), nullable=True),
            sa.Column("resolvers", sa.String(length=128), nullable=True),
            sa.Column("access_method", sa.String(length=16), nullable=True),
            sa.Column("access_window", sa.String(length=64), nullable=True),
            sa.Column("antivirus_installed", sa.Boolean(), nullable=True),
            sa.Column("antivirus", sa.String(length=64), nullable=True),
            sa.Column("is_shared", sa.Boolean(), nullable=True),
            sa.Column("is_temporary", sa.Boolean(), nullable=True),
            sa.Column("status_kind", sa.String(length=16), nullable=True),
        ],
        "unit": [
            sa.Column("uscc", sa.String(length=18), nullable=True),
            sa.Column("aliases", sa.Text(), nullable=True),
            sa.Column("phone", sa.String(length=32), nullable=True),
        ],
    }
