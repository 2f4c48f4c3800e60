"""Up to which severity an exemption covers; null, in those granted before, is critical: their journal says nothing."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("exemption", sa.Column("up_to", sa.String(length=8), nullable=True))
